// The words on screen for the core's plain values.
import type { Channel } from "../ipc/generated/Channel";
import type { Column } from "../ipc/generated/Column";
import type { Outcome } from "../ipc/generated/Outcome";
import type { Status } from "../ipc/generated/Status";

export const CHANNELS: readonly { id: Channel; label: string }[] = [
  { id: "letter", label: "Letter" },
  { id: "phone", label: "Phone call" },
  { id: "surgery", label: "Surgery" },
  { id: "event", label: "Event" },
  { id: "survey", label: "Survey" },
  { id: "email", label: "Email" },
  { id: "reply", label: "Our reply" },
];

export function channelLabel(channel: Channel): string {
  return CHANNELS.find((one) => one.id === channel)?.label ?? channel;
}

/** What a form's column may hold. */
export const COLUMNS: readonly { id: Column; label: string }[] = [
  { id: "story", label: "Their own words" },
  { id: "name", label: "Name" },
  { id: "email", label: "Email address" },
  { id: "postcode", label: "Postcode" },
  { id: "child_age", label: "Child’s age" },
  { id: "consent", label: "What they agree to" },
  { id: "date", label: "When they answered" },
  { id: "other", label: "Another answer, kept" },
  { id: "leave", label: "Nothing to keep" },
];

export const STATUSES: Record<Status, string> = { new: "In the Inbox", filed: "Filed", set_aside: "Set aside" };

export const OUTCOMES: Record<Outcome, string> = { stored: "Stored", duplicate: "Already here", skipped: "Skipped" };

export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Reasons in one sentence. */
export function sentence(reasons: readonly string[]): string {
  const said = reasons.join(", ");
  return said === "" ? "" : `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}
