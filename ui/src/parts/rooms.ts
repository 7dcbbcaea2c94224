// The rooms of a casebook in the order of the work.
import type { IconName } from "../kit/Icon.svelte";
import type { Room } from "../state/session.svelte";

export interface RoomLink {
  name: "inbox" | "stories" | "evidence" | "debates" | "reviews";
  label: string;
  icon: IconName;
  room: Room;
}

export const ROOMS: readonly RoomLink[] = [
  { name: "inbox", label: "Inbox", icon: "inbox", room: { name: "inbox" } },
  { name: "stories", label: "Stories", icon: "stories", room: { name: "stories", filter: { status: "filed" } } },
  { name: "evidence", label: "Evidence", icon: "grid", room: { name: "evidence" } },
  { name: "debates", label: "Debates", icon: "debate", room: { name: "debates" } },
  { name: "reviews", label: "Reviews", icon: "look", room: { name: "reviews" } },
];

export const NAMES: Record<Room["name"], string> = {
  inbox: "Inbox",
  stories: "Stories",
  story: "Story",
  evidence: "Evidence",
  debates: "Debates",
  debate: "Debate",
  receipts: "Receipts",
  reviews: "Reviews",
  rereading: "Read differently now",
  record: "Record of changes",
  settings: "Settings",
};
