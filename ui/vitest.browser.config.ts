import { defineConfig } from "vitest/config";

// Drives the built window in a real browser; see browser/window.ts.
export default defineConfig({
  test: {
    include: ["browser/**/*.test.ts"],
    environment: "node",
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The page answers a moment after it is asked, and later still on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    // A shared server can stall for longer than anybody waits. Here a test that is not sure of
    // itself must be seen to fail.
    retry: process.env["CI"] ? 2 : 0,
  },
});
