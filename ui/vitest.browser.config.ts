import { defineConfig } from "vitest/config";

// Drives the built window in a real browser; see browser/window.ts.
export default defineConfig({
  test: {
    include: ["browser/**/*.test.ts"],
    environment: "node",
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
