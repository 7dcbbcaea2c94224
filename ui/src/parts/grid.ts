// The grid of themes and authorities as numbers to look up, and as a table to paste. Pure.
import type { Grid } from "../ipc/generated/Grid";

export function cellsOf(grid: Grid): (theme: string, authority: string) => number {
  const counts = new Map(grid.cells.map((cell) => [`${cell.theme}\n${cell.authority}`, cell.stories]));
  return (theme, authority) => counts.get(`${theme}\n${authority}`) ?? 0;
}

/** What the figures say of campaigns, to follow "12 filed stories". */
export function campaignWords(grid: Grid, without: boolean): string {
  const many = grid.campaign_stories;
  if (without) return many === 0 ? ", campaigns left out (there are none)" : `; ${many.toLocaleString("en-GB")} more of campaigns left out`;
  if (many === 0) return "";
  return `, campaigns counted: ${many.toLocaleString("en-GB")} of these ${many === 1 ? "is" : "are"} a campaign’s letters`;
}

/** The grid as tab-separated lines, totals included, for a spreadsheet. It says what it counts. */
export function asTable(grid: Grid, without = false): string {
  const count = cellsOf(grid);
  const clean = (text: string) => text.replace(/[\t\r\n]+/gu, " ");
  const head = ["Theme", ...grid.authorities.map((one) => clean(one.label)), "All"];
  const rows = grid.themes.map((theme) => [
    clean(theme.label),
    ...grid.authorities.map((one) => String(count(theme.id, one.id))),
    String(theme.stories),
  ]);
  const foot = ["All", ...grid.authorities.map((one) => String(one.stories)), String(grid.stories)];
  const said = campaignWords(grid, without).replace(/^[,;] /u, "");
  const note = said ? [[said.charAt(0).toUpperCase() + said.slice(1)]] : [];
  return [head, ...rows, foot, ...note].map((line) => line.join("\t")).join("\n");
}

/** How strongly a cell is shaded: 0 to 1, by the fullest cell. */
export function heat(stories: number, most: number): number {
  return most === 0 || stories === 0 ? 0 : 0.08 + 0.34 * Math.sqrt(stories / most);
}
