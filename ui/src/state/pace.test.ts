import { describe, expect, test } from "vitest";

import { Pace, rate, timeLeft } from "./pace";

describe("the pace of a long job", () => {
  test("is what was done in the last half minute", () => {
    const pace = new Pace();
    expect(pace.perMinute()).toBeNull();
    pace.hear(0, 0);
    pace.hear(50, 1_000);
    expect(pace.perMinute(), "one second tells nothing yet").toBeNull();
    for (let second = 2; second <= 62; second += 1) pace.hear(second < 30 ? 50 * second : 1_500, second * 1_000);
    expect(pace.perMinute(), "it stood still for the last half minute").toBeNull();
    for (let second = 63; second <= 100; second += 1) pace.hear(1_500 + 10 * (second - 60), second * 1_000);
    expect(pace.perMinute()).toBeCloseTo(600, 0);
  });

  test("does not count a pause as slowness", () => {
    const pace = new Pace();
    pace.hear(0, 0);
    pace.hear(100, 10_000);
    pace.rest();
    expect(pace.perMinute()).toBeNull();
    pace.hear(100, 600_000);
    pace.hear(200, 610_000);
    expect(pace.perMinute()).toBeCloseTo(600, 0);
  });

  test("is said in as many figures as it is good for", () => {
    expect([5_321, 96, 7.4, 123_456].map(rate)).toEqual(["5,300 a minute", "96 a minute", "7 a minute", "120,000 a minute"]);
    expect([10, 100, 3_000, 20_000].map((left) => timeLeft(left, 100))).toEqual([
      "less than a minute left",
      "about a minute left",
      "about 30 minutes left",
      "about 3 hours left",
    ]);
  });
});
