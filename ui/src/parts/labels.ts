// The words on screen for the core's plain values.
import type { Channel } from "../ipc/generated/Channel";
import type { Outcome } from "../ipc/generated/Outcome";
import type { Status } from "../ipc/generated/Status";

export const CHANNELS: readonly { id: Channel; label: string }[] = [
  { id: "letter", label: "Letter" },
  { id: "phone", label: "Phone call" },
  { id: "surgery", label: "Surgery" },
  { id: "event", label: "Event" },
  { id: "email", label: "Email" },
];

export function channelLabel(channel: Channel): string {
  return CHANNELS.find((one) => one.id === channel)?.label ?? channel;
}

export const STATUSES: Record<Status, string> = { new: "In the Inbox", filed: "Filed", set_aside: "Set aside" };

export const OUTCOMES: Record<Outcome, string> = { stored: "Stored", duplicate: "Already here", skipped: "Skipped" };

export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
