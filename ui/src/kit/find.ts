// Finding a line of a short list by typing: every typed word must start a word of the line.

export function folded(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();
}

/** How well a line matches; 0 means not at all. Names count more than other words. */
export function matches(query: string, name: string, others: readonly string[] = []): number {
  const wanted = folded(query).split(/\s+/u).filter(Boolean);
  if (wanted.length === 0) return 1;
  const main = folded(name);
  if (main.startsWith(wanted.join(" "))) return 4;
  const words = (text: string) => text.split(/[^\p{L}\p{N}]+/u);
  const mine = words(main);
  if (wanted.every((want) => mine.some((word) => word.startsWith(want)))) return 3;
  const all = [...mine, ...others.flatMap((other) => words(folded(other)))];
  return wanted.every((want) => all.some((word) => word.startsWith(want))) ? 2 : 0;
}

/** The lines that match, best first, else in their own order. */
export function found<T>(query: string, items: readonly T[], name: (item: T) => string, others: (item: T) => string[]): T[] {
  return items
    .map((item, index) => ({ item, index, score: matches(query, name(item), others(item)) }))
    .filter((line) => line.score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map((line) => line.item);
}
