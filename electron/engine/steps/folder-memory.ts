import { isJsonObject, type Json } from '../../../shared/json/json.ts';
import type { FolderFile } from '../../ports/folders.ts';

/** Files that are gone stay known up to this number, the last ones seen, in case a disk was only away for a while. */
const MOST_GONE = 10_000;
/** How long files that are ready wait for others of the same burst, in milliseconds. */
const BURST_MS = 5_000;

/** What is watched: a memory of another folder, or of an earlier activation of the flow, counts for nothing. */
export type Watched = { folder: string; pattern: string; activeSince: number };

/** Files that may be handed on, and in how many milliseconds the next could be; undefined when none is on its way. */
export type Look = { ready: FolderFile[]; nextInMs: number | undefined };

/**
 * The files of a folder that were handed on, by name, size and time of change; and those that are still being written.
 * A file is ready when nothing about it has changed for `settleMs`.
 */
export type FolderMemory = {
  /** False until anything was kept: the folder is seen for the first time. */
  readonly isFresh: boolean;
  /** Takes what is in the folder at `now` (monotonic milliseconds). */
  look(files: readonly FolderFile[], now: number): Look;
  /** The position to keep when these were handed on too. Changes nothing yet. */
  positionWith(files: readonly FolderFile[]): Json;
  /** They were handed on. */
  take(files: readonly FolderFile[]): void;
};

type Facts = [size: number, modifiedAt: number];
type Arrival = { facts: Facts; since: number };

/** The memory that `position` describes; a fresh one when it is of something else. */
export function createFolderMemory(position: Json | undefined, watched: Watched, settleMs: number): FolderMemory {
  const known = readPosition(position, watched);
  const seen = known ?? new Map<string, Facts>();
  let isFresh = known === undefined;
  let arriving = new Map<string, Arrival>();
  let present: ReadonlySet<string> = new Set();

  return {
    get isFresh() {
      return isFresh;
    },
    look(files, now) {
      const before = arriving;
      arriving = new Map();
      present = new Set(files.map(({ name }) => name));
      const ready: FolderFile[] = [];
      let oldest = now;
      let next: number | undefined;
      for (const file of files) {
        const facts: Facts = [file.size, file.modifiedAt];
        if (isSame(seen.get(file.name), facts)) continue;
        const earlier = before.get(file.name);
        const arrival = earlier && isSame(earlier.facts, facts) ? earlier : { facts, since: now };
        arriving.set(file.name, arrival);
        const settled = arrival.since + settleMs;
        if (settled > now) {
          next = Math.min(next ?? settled, settled);
        } else {
          ready.push(file);
          oldest = Math.min(oldest, settled);
        }
      }
      if (next === undefined || now - oldest >= BURST_MS) return { ready, nextInMs: next && next - now };
      return { ready: [], nextInMs: next - now };
    },
    positionWith(files) {
      const entries = new Map([...seen, ...files.map(entryOf)]);
      return { ...watched, files: Object.fromEntries(entries) };
    },
    take(files) {
      isFresh = false;
      present = new Set([...present, ...files.map(({ name }) => name)]);
      for (const file of files) {
        const [name, facts] = entryOf(file);
        // Taken out first, so that the order stays that of the last time seen.
        seen.delete(name);
        seen.set(name, facts);
        arriving.delete(name);
      }
      let surplus = seen.size - present.size - MOST_GONE;
      for (const name of seen.keys()) {
        if (surplus <= 0) break;
        if (present.has(name)) continue;
        seen.delete(name);
        surplus -= 1;
      }
    },
  };
}

function entryOf({ name, size, modifiedAt }: FolderFile): [string, [number, number]] {
  return [name, [size, modifiedAt]];
}

function isSame(a: Facts | undefined, b: Facts): boolean {
  return a !== undefined && a[0] === b[0] && a[1] === b[1];
}

function readPosition(position: Json | undefined, watched: Watched): Map<string, Facts> | undefined {
  if (!isJsonObject(position) || !isJsonObject(position.files)) return undefined;
  const isOther = (Object.keys(watched) as (keyof Watched)[]).some((key) => position[key] !== watched[key]);
  if (isOther) return undefined;
  const seen = new Map<string, Facts>();
  for (const [name, facts] of Object.entries(position.files)) {
    if (!Array.isArray(facts)) continue;
    const [size, modifiedAt] = facts;
    if (typeof size === 'number' && typeof modifiedAt === 'number') seen.set(name, [size, modifiedAt]);
  }
  return seen;
}
