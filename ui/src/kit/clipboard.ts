// Words onto the clipboard.

/** By way of a field that nobody sees. True where the browser says it was done. */
function copySelected(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("aria-hidden", "true");
  field.tabIndex = -1;
  Object.assign(field.style, { position: "fixed", top: "0", left: "0", opacity: "0", userSelect: "text" });
  // Behind an open dialog nothing takes the focus.
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  try {
    field.focus({ preventScroll: true });
    field.select();
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }
}

/**
 * Copies; false where neither way works. Call it straight from a press. The old way is tried first
 * because it answers at once: some web views refuse the new one, and by the time they say so the
 * press no longer counts.
 */
export async function copied(text: string): Promise<boolean> {
  if (copySelected(text)) return true;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
