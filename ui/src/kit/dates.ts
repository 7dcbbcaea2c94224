// Dates and times as they are written here: 4 September 2024, 09:41.

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
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

/** 4 September 2024 at 09:41 */
export function dateAndTime(when: string): string {
  const date = parse(when);
  return `${DAY.format(date)} at ${TIME.format(date)}`;
}

/** How many midnights lie between a moment and now. */
function daysBefore(date: Date, now: Date): number {
  const midnight = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  return Math.round((midnight(now) - midnight(date)) / 86_400_000);
}

/** 09:41, Yesterday, 2 September 2024; Today where only the day is known. */
export function whenInList(when: string, timed = true, now: Date = new Date()): string {
  const date = parse(when);
  const days = daysBefore(date, now);
  if (days === 0) return timed ? TIME.format(date) : "Today";
  return days === 1 ? "Yesterday" : DAY.format(date);
}

/** Today at 09:41, Yesterday at 09:41, 2 September 2024 at 09:41. */
export function whenDone(when: string, now: Date = new Date()): string {
  const date = parse(when);
  const days = daysBefore(date, now);
  const day = days === 0 ? "Today" : days === 1 ? "Yesterday" : DAY.format(date);
  return `${day} at ${TIME.format(date)}`;
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

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

function iso(year: number, month: number, day: number): string | null {
  const date = new Date(year, month - 1, day);
  return date.getMonth() === month - 1 && date.getDate() === day ? today(date) : null;
}

/** A day as people type it: 4 September 2024, 4/9/24, 4 sep, 2024-09-04, today. Day before month. */
export function typedDate(text: string, now: Date = new Date()): string | null {
  const typed = text.trim().toLowerCase().replace(/,/gu, " ");
  if (typed === "today") return today(now);
  if (typed === "yesterday") return stepped(today(now), -1);
  const fixed = /^(\d{4})-(\d{1,2})-(\d{1,2})$/u.exec(typed);
  if (fixed) return iso(Number(fixed[1]), Number(fixed[2]), Number(fixed[3]));
  const parts = /^(\d{1,2})(?:st|nd|rd|th)?[\s./-]+([a-z]+|\d{1,2})(?:[\s./-]+(\d{4}|\d{2}))?$/u.exec(typed);
  if (!parts) return null;
  const word = parts[2] ?? "";
  const month = /^\d/u.test(word) ? Number(word) : word.length < 3 ? 0 : MONTHS.indexOf(word.slice(0, 3)) + 1;
  const year = parts[3] === undefined ? now.getFullYear() : Number(parts[3]) + (parts[3].length === 2 ? 2000 : 0);
  return month < 1 || month > 12 ? null : iso(year, month, Number(parts[1]));
}

/** The day of a moment by this computer's clock, as the core wants it. */
export function dayOf(when: string): string {
  return today(parse(when));
}

/** The day so many days later. */
export function stepped(day: string, by: number): string {
  const date = parse(day);
  date.setDate(date.getDate() + by);
  return today(date);
}
