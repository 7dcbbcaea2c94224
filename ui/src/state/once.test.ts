import { describe, expect, test } from "vitest";

import { once } from "./once.svelte";

describe("a job that is started once", () => {
  test("is not started again while it is under way, and can be afterwards", async () => {
    let runs = 0;
    let done = () => {};
    const job = once(() => new Promise<void>((then) => ((runs += 1), (done = then))));
    const first = job.run();
    await job.run();
    expect(runs, "a second press does nothing").toBe(1);
    expect(job.busy).toBe(true);
    done();
    await first;
    expect(job.busy).toBe(false);
    void job.run();
    expect(runs).toBe(2);
  });

  test("can be started again after it failed", async () => {
    const job = once(() => Promise.reject(new Error("refused")));
    await expect(job.run()).rejects.toThrow("refused");
    expect(job.busy).toBe(false);
  });
});
