// Dates and times as they are written here: 4 September 2024, 09:41.

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const DAY_THIS_YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const DAY_SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hour12: false });

/** A day without a time keeps its day, wherever the computer stands. */
function parse(when: string): Date {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(when);
  return day ? new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3])) : new Date(when);
}

/** 4 September 2024 */
export function longDate(when: string): string {
  return DAY.format(parse(when));
}

/** 4 Sept 2024, where a column is narrow. */
export function shortDate(when: string): string {
  return DAY_SHORT.format(parse(when));
}

/** 4 September 2024 at 09:41 */
export function dateAndTime(when: string): string {
  const date = parse(when);
  return `${DAY.format(date)} at ${TIME.format(date)}`;
}

/** 09:41, Yesterday, 2 September, 2 September 2023: as short as it can be without being wrong. */
export function whenInList(when: string, now: Date = new Date()): string {
  const date = parse(when);
  const midnight = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  if (days === 0) return TIME.format(date);
  if (days === 1) return "Yesterday";
  return date.getFullYear() === now.getFullYear() ? DAY_THIS_YEAR.format(date) : DAY_SHORT.format(date);
}

/** Today as the core wants it: YYYY-MM-DD, by this computer's clock. */
export function today(now: Date = new Date()): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** 45 seconds, 2 minutes, 2 minutes 10 seconds */
export function spoken(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round(seconds % 60);
  const parts: string[] = [];
  if (minutes > 0) parts.push(`${minutes} ${minutes === 1 ? "minute" : "minutes"}`);
  if (rest > 0 || minutes === 0) parts.push(`${rest} ${rest === 1 ? "second" : "seconds"}`);
  return parts.join(" ");
}
