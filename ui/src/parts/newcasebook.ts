// What a new casebook is called and where it would be kept. Pure.

/** As long as this form advises; how short is too short is for the core to say. */
export const ADVISED = 12;

/** The folder suggested for a new casebook; paths are joined as the computer's own are. */
export function casebookFolder(home: string, constituency: string): string {
  if (home === "") return "";
  const name = constituency.replace(/[\\/:*?"<>|]/gu, " ").replace(/\s+/gu, " ").trim().replace(/\.+$/u, "");
  const joint = home.includes("\\") ? "\\" : "/";
  return `${home.replace(/[\\/]+$/u, "")}${joint}${name || "Casebook"}.casebook`;
}

/** A field as the core names it, and as this form does: "office.mp" and "mp" are one. */
export function fieldOf(field: string | null): string | null {
  return field === null ? null : (field.split(".").at(-1) ?? field);
}

/** Honest words about a passphrase while it is typed. Length is what counts. */
export function strength(passphrase: string): string {
  const length = [...passphrase].length;
  if (length === 0) return `${ADVISED} characters or more are advised; four or five words are easy to remember`;
  if (length < ADVISED) return `Short. ${ADVISED} characters or more are advised: ${ADVISED - length} to go`;
  if (new Set(passphrase.toLowerCase()).size < 6) return "Long, but it repeats itself";
  if (length < 18) return "Fair. Another word makes it strong";
  return "Strong";
}
