import { describe, expect, test } from "vitest";

import { casebookOf, size } from "./backups";

describe("what is said about backups", () => {
  test("a backup's folder tells the casebook's name", () => {
    expect(casebookOf("/b/North Dale 2026-11-22 at 09.30 (daily).casebook")).toBe("North Dale");
    expect(casebookOf("C:\\b\\North Dale as it was 2026-11-22 at 09.30 2.casebook")).toBe("North Dale");
    expect(casebookOf("/b/North Dale.casebook")).toBe("North Dale");
  });
  test("a size is short and has its unit", () => {
    expect([size(640), size(18_432), size(2_345_678)]).toEqual(["640 KB", "18.4 MB", "2.3 GB"]);
  });
});
