// Long lists of rows of one height: only the rows in sight are in the page.

export interface Windowing {
  readonly start: number;
  readonly end: number;
  /** Height of the rows left out above and below. */
  readonly above: number;
  readonly below: number;
  /** For the element that scrolls: `{@attach list.attach}`. */
  attach: (element: HTMLElement) => () => void;
  /** Brings a row into sight, moving as little as possible. */
  show: (index: number) => void;
}

const SPARE = 6;

/** Which rows are in sight. Pure. */
export function inSight(scrolled: number, height: number, row: number, count: number, spare = SPARE) {
  const start = Math.max(0, Math.floor(scrolled / row) - spare);
  const end = Math.min(count, Math.ceil((scrolled + height) / row) + spare);
  return { start: Math.min(start, end), end };
}

/** `head` is the height of anything sticky at the top of the scrolling element. */
export function windowing(count: () => number, row: number, head = 0): Windowing {
  let scroller: HTMLElement | null = null;
  let scrolled = $state(0);
  let height = $state(800);
  const sight = $derived(inSight(scrolled, height, row, count()));

  return {
    get start() {
      return sight.start;
    },
    get end() {
      return sight.end;
    },
    get above() {
      return sight.start * row;
    },
    get below() {
      return Math.max(0, (count() - sight.end) * row);
    },
    attach(element) {
      scroller = element;
      const scrolling = () => (scrolled = element.scrollTop);
      const resized = new ResizeObserver(() => (height = element.clientHeight));
      element.addEventListener("scroll", scrolling, { passive: true });
      resized.observe(element);
      return () => {
        element.removeEventListener("scroll", scrolling);
        resized.disconnect();
        scroller = null;
      };
    },
    show(index) {
      if (!scroller) return;
      const top = index * row;
      const view = scroller.clientHeight - head;
      if (top < scroller.scrollTop) scroller.scrollTop = top;
      else if (top + row > scroller.scrollTop + view) scroller.scrollTop = top + row - view;
    },
  };
}
