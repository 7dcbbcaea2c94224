import { expect, test } from "vitest";

import { inSight } from "./windowing.svelte";

test("only the rows in sight, and a few more, are in the page", () => {
  expect(inSight(0, 800, 80, 100_000, 5)).toEqual({ start: 0, end: 15 });
  expect(inSight(8_000, 800, 80, 100_000, 5)).toEqual({ start: 95, end: 115 });
});
test("the end of the list is the end", () => expect(inSight(7_999_200, 800, 80, 100_000, 5).end).toBe(100_000));
test("a list that shrank while scrolled far down shows nothing beyond its end", () =>
  expect(inSight(8_000, 800, 80, 3, 5)).toEqual({ start: 3, end: 3 }));
