// What a new casebook is called and where it would be kept. Pure.

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
