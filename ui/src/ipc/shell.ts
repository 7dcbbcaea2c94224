// What only a desktop can do: pick, open and print files, and hear what the shell has to say.
import { bridge, type Drag } from "./bridge";
import { asProblem } from "./call";
import type { Opened } from "./generated/Opened";
import type { Slots } from "./generated/Slots";

export type { Drag } from "./bridge";

/** A casebook opened lately on this computer. */
export interface Recent {
  name: string;
  folder: string;
}

/** How far a long job has come. */
export interface Progress {
  done: number;
  total: number;
  /** The job. */
  what: string;
}

async function ask<T>(command: string, args?: Record<string, unknown>): Promise<T> {
  try {
    return (await (await bridge()).invoke(command, args)) as T;
  } catch (thrown) {
    throw asProblem(thrown);
  }
}

export const recent = () => ask<Recent[]>("recent");
export const forgetRecent = (folder: string) => ask<void>("forget_recent", { folder });
export const sampleFolder = () => ask<string>("sample_folder");
export const defaultFolder = () => ask<string>("default_folder");
export const pickLetters = () => ask<string[] | null>("pick_letters");
export const pickLetterFolder = () => ask<string | null>("pick_letter_folder");
/** The statisticians’ file of postcodes. */
export const pickPostcodes = () => ask<string | null>("pick_postcodes");
export const pickCasebook = () => ask<string | null>("pick_casebook");
/** A backup to go back to. */
export const pickBackup = () => ask<string | null>("pick_backup");
/** A folder to make backups in. */
export const pickBackupFolder = () => ask<string | null>("pick_backup_folder");
export const pickNewCasebook = (name: string) => ask<string | null>("pick_new_casebook", { name });
export const pickPack = (name: string) => ask<string | null>("pick_pack", { name });
/** Where something readable is written: a new folder for everything or for one person, a certificate or a receipt. */
export const pickLeaving = (what: "everything" | "person" | "certificate" | "receipt", name: string) =>
  ask<string | null>("pick_leaving", { what, name });
export const pickAttachment = (name: string) => ask<string | null>("pick_attachment", { name });
export const openLink = (address: string) => ask<void>("open_link", { address });
export const openFile = (path: string) => ask<void>("open_file", { path });
export const printFile = (path: string) => ask<void>("print_file", { path });
/** Tells the shell that somebody is there, so that it does not lock. */
export const active = () => ask<void>("active");
export const cancel = () => ask<void>("cancel");
/** Lets an import rest, or go on. */
export const pause = (paused: boolean) => ask<void>("pause", { paused });

/** The slot by which this computer opens a casebook without its passphrase, if it does. */
export const deviceSlot = (folder: string) => ask<string | null>("device_slot", { folder });
export const deviceUnlock = (folder: string) => ask<Opened>("device_unlock", { folder });
export const deviceOn = () => ask<Slots>("device_on");
export const deviceOff = (slot: string) => ask<Slots>("device_off", { slot });

export async function onProgress(heard: (progress: Progress) => void): Promise<() => void> {
  return (await bridge()).listen("progress", (payload) => heard(payload as Progress));
}

/** Why the shell locked by itself. */
export type WhyLocked = "idle" | "sleep" | "screen";

/** The casebook that was open last, and why it was locked if nobody asked for that. */
export interface LastOpen extends Recent {
  why: WhyLocked | null;
}

/** Locking begins the page anew: this is what it then stands in front of. */
export const lastOpen = () => ask<LastOpen | null>("last_open");

export async function onLocked(heard: (why: WhyLocked | null) => void): Promise<() => void> {
  return (await bridge()).listen("locked", (payload) => heard((payload as { why?: WhyLocked } | null)?.why ?? null));
}

export async function onDrag(heard: (drag: Drag) => void): Promise<() => void> {
  return (await bridge()).drag(heard);
}
