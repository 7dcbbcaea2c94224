// The only way out of the window: the desktop shell, or an invented one while there is no shell.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";

/** Files over the window: hovering, gone again, or dropped. */
export type Drag = { type: "over" } | { type: "leave" } | { type: "drop"; paths: string[] };

export interface Bridge {
  invoke(command: string, args?: Record<string, unknown>): Promise<unknown>;
  listen(event: string, heard: (payload: unknown) => void): Promise<() => void>;
  drag(heard: (drag: Drag) => void): Promise<() => void>;
}

const desktop: Bridge = {
  invoke: (command, args) => invoke(command, args),
  listen: (event, heard) => listen(event, ({ payload }) => heard(payload)),
  drag: (heard) =>
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      if (payload.type === "drop") heard({ type: "drop", paths: payload.paths });
      else if (payload.type === "leave") heard({ type: "leave" });
      else heard({ type: "over" });
    }),
};

async function choose(): Promise<Bridge> {
  // Built for use, this branch is gone and the invented office with it.
  if (import.meta.env.MODE !== "production" && !("__TAURI_INTERNALS__" in window)) {
    const { inventedOffice } = await import("./fake");
    return inventedOffice();
  }
  return desktop;
}

let chosen: Promise<Bridge> | undefined;

export function bridge(): Promise<Bridge> {
  return (chosen ??= choose());
}
