// How fast a job goes and how long it will still take, from when it said how far it was. Pure: whoever
// asks says what time it is, in milliseconds.

/** Long enough to be steady, short enough to notice when large letters follow small ones. */
const OVER = 30_000;
/** Too early to say. */
const SOON = 2_000;

export class Pace {
  readonly #heard: { done: number; at: number }[] = [];

  hear(done: number, at: number): void {
    this.#heard.push({ done, at });
    while ((this.#heard[1]?.at ?? at) < at - OVER) this.#heard.shift();
  }

  /** A pause is no slowness: what was heard before it does not count. */
  rest(): void {
    this.#heard.length = 0;
  }

  /** So many a minute; nothing while it is too early to say. */
  perMinute(): number | null {
    const [first, last] = [this.#heard[0], this.#heard.at(-1)];
    if (!first || !last || last.at - first.at < SOON || last.done <= first.done) return null;
    return ((last.done - first.done) / (last.at - first.at)) * 60_000;
  }
}

/** A rate, as it is said: two figures are all it is good for. */
export function rate(perMinute: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, perMinute))) - 1);
  return `${(Math.round(perMinute / unit) * unit).toLocaleString("en-GB")} a minute`;
}

/** The time left for so many at that rate, as it is said. */
export function timeLeft(count: number, perMinute: number): string {
  const minutes = count / perMinute;
  if (minutes < 1) return "less than a minute left";
  if (minutes < 90) {
    const whole = Math.round(minutes);
    return `about ${whole === 1 ? "a minute" : `${whole} minutes`} left`;
  }
  return `about ${Math.round(minutes / 60).toLocaleString("en-GB")} hours left`;
}

/** How fast it goes and how long it takes, or nothing while that cannot be said. */
export function going(progress: { done: number; total: number } | null, perMinute: number | null): string {
  if (!progress || perMinute === null) return "";
  return `${rate(perMinute)}, ${timeLeft(progress.total - progress.done, perMinute)}`;
}
