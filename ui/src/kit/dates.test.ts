import { describe, expect, test } from "vitest";

import { longDate, spoken, stepped, today, typedDate, whenDone, whenInList } from "./dates";

const NOW = new Date(2024, 8, 4, 12, 0);

describe("dates", () => {
  test("a day is written out in full and never moves with the time zone", () => {
    expect(longDate("2024-09-04")).toBe("4 September 2024");
    expect(today(NOW)).toBe("2024-09-04");
  });

  test("a list says the time today, then Yesterday, then the day with its month and year written out", () => {
    expect(whenInList(new Date(2024, 8, 4, 9, 41).toISOString(), true, NOW)).toBe("09:41");
    expect(whenInList(new Date(2024, 8, 3, 23, 59).toISOString(), true, NOW)).toBe("Yesterday");
    expect(whenInList(new Date(2024, 8, 1, 8, 0).toISOString(), true, NOW)).toBe("1 September 2024");
    expect(whenInList(new Date(2023, 8, 1, 8, 0).toISOString(), true, NOW)).toBe("1 September 2023");
  });

  test("a letter that was typed in has a day and no time", () =>
    expect(whenInList(new Date(2024, 8, 4, 12, 0).toISOString(), false, NOW)).toBe("Today"));

  test("what was done says its day and its time", () => {
    expect(whenDone(new Date(2024, 8, 4, 9, 41).toISOString(), NOW)).toBe("Today at 09:41");
    expect(whenDone(new Date(2024, 8, 3, 9, 41).toISOString(), NOW)).toBe("Yesterday at 09:41");
    expect(whenDone(new Date(2023, 8, 4, 9, 41).toISOString(), NOW)).toBe("4 September 2023 at 09:41");
  });

  test.each([
    ["4 September 2024", "2024-09-04"],
    ["4 sep", "2024-09-04"],
    ["4th Sept 24", "2024-09-04"],
    ["4/9/2024", "2024-09-04"],
    ["04.09.24", "2024-09-04"],
    ["2024-09-04", "2024-09-04"],
    ["today", "2024-09-04"],
    ["Yesterday", "2024-09-03"],
    ["29 February 2024", "2024-02-29"],
  ])("%s is read as %s", (typed, day) => expect(typedDate(typed, NOW)).toBe(day));

  test.each(["", "soon", "31 June 2024", "29 Feb 2023", "13/13/2024", "4 s", "4 xyz 2024"])("%s is no date", (typed) =>
    expect(typedDate(typed, NOW)).toBeNull(),
  );

  test("stepping crosses months and leap days", () => {
    expect(stepped("2024-02-28", 1)).toBe("2024-02-29");
    expect(stepped("2024-03-01", -1)).toBe("2024-02-29");
  });

  test("a running time is said as people say it", () => {
    expect(spoken(0)).toBe("0 seconds");
    expect(spoken(61)).toBe("1 minute 1 second");
    expect(spoken(120)).toBe("2 minutes");
  });
});
