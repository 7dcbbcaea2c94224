// The frame in which a letter is shown as it was sent. The core has made the page safe; here are
// the walls around it: a document without scripts, with a policy of its own that fetches nothing.
import type { LinkRow } from "../ipc/generated/LinkRow";

// Pictures are part of the page; the one style sheet is ours.
const POLICY = "default-src 'none'; img-src data:; style-src 'self'; base-uri 'none'; form-action 'none'";

/** The document of the frame. */
export function frameOf(html: string): string {
  const sheet = new URL("as-sent.css", document.baseURI).pathname;
  return [
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="referrer" content="no-referrer"><title>The letter as it was sent</title>',
    `<link rel="stylesheet" href="${sheet}"></head><body>${html}</body></html>`,
  ].join("");
}

/** Shows behind every link where it leads, so that nobody has to hover to know. */
function label(anchor: HTMLAnchorElement, link: LinkRow): void {
  anchor.title = link.address;
  const words = (anchor.textContent ?? "").trim();
  if (!link.pretends && (words === link.address || words === link.host)) return;
  const leads = anchor.ownerDocument.createElement("span");
  leads.className = link.pretends ? "leads pretends" : "leads";
  leads.textContent = link.pretends ? ` really leads to ${link.host}` : ` (${link.host})`;
  anchor.after(leads);
}

interface Heard {
  /** Somebody asks to follow a link. */
  onlink(link: LinkRow): void;
  /** The page has this height. */
  onheight(height: number): void;
}

/** Looks after a frame that has loaded, until the returned function is called. */
export function tend(frame: HTMLIFrameElement, links: readonly LinkRow[], heard: Heard): () => void {
  const inside = frame.contentDocument;
  if (!inside?.body) return () => {};
  const linkOf = (target: EventTarget | null): LinkRow | undefined => {
    // The frame has classes of its own, so `instanceof` would say no.
    const anchor = (target as Element | null)?.closest?.("a[href]");
    return links[Number(/^#link-(\d+)$/u.exec(anchor?.getAttribute("href") ?? "")?.[1] ?? NaN)];
  };
  for (const anchor of inside.querySelectorAll<HTMLAnchorElement>("a[href]")) {
    const link = linkOf(anchor);
    if (link) label(anchor, link);
  }
  const follow = (event: MouseEvent) => {
    event.preventDefault();
    const link = linkOf(event.target);
    if (link && event.button === 0) heard.onlink(link);
  };
  const still = (event: Event) => event.preventDefault();
  /** Keys pressed in the frame are the window's: Ctrl+L locks from anywhere. */
  const pressed = (event: KeyboardEvent) => {
    if (linkOf(event.target) && (event.key === "Enter" || event.key === " ")) return;
    const { key, code, ctrlKey, shiftKey, altKey, metaKey, repeat } = event;
    const same = { key, code, ctrlKey, shiftKey, altKey, metaKey, repeat, bubbles: true, cancelable: true };
    if (!frame.dispatchEvent(new KeyboardEvent("keydown", same))) event.preventDefault();
  };
  /** And somebody who moves over it is there. */
  const moved = () => frame.dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));

  inside.addEventListener("click", follow);
  inside.addEventListener("auxclick", follow);
  inside.addEventListener("dragstart", still);
  inside.addEventListener("submit", still);
  inside.addEventListener("keydown", pressed);
  inside.addEventListener("pointermove", moved);
  inside.addEventListener("wheel", moved, { passive: true });
  const measure = () => heard.onheight(inside.documentElement.offsetHeight);
  const sizes = new ResizeObserver(measure);
  sizes.observe(inside.documentElement);
  measure();
  return () => sizes.disconnect();
}
