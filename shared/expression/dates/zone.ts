import { boundedMemo } from '../bounded-memo.ts';
import { readOffset, readWall, type WallTime, wallMilliseconds } from './instant.ts';

/** A time zone: what its clocks show at an instant, and the instant at which they show a wall time. */
export type Zone = {
  readonly name: string;
  toWall(milliseconds: number): WallTime;
  toInstant(wall: WallTime): number;
};

/** Coordinated universal time. */
export const utc: Zone = { name: 'UTC', toWall: readWall, toInstant: wallMilliseconds };

/**
 * The zone of an IANA name (`Europe/Berlin`), an offset (`+02:00`) or `UTC`; undefined for another text. The rules of
 * the named zones are the platform's (`Intl`). `beforeMaking` runs when the zone has to be prepared (about 0.1 ms).
 */
export function findZone(name: string, beforeMaking?: () => void): Zone | undefined {
  if (name === 'UTC' || name === 'Z') return utc;
  if (name.length > 60) return undefined;
  return zones(name, beforeMaking) ?? undefined;
}

const zones = boundedMemo<Zone | null>(100, (name) => {
  if (/^[+-]\d\d(:?\d\d)?$/.test(name)) return fixedZone(name, readOffset(name));
  try {
    return namedZone(name);
  } catch {
    // Intl's way of saying that it knows no such zone.
    return null;
  }
});

function fixedZone(name: string, offset: number): Zone {
  return {
    name,
    toWall: (milliseconds) => readWall(milliseconds + offset),
    toInstant: (wall) => wallMilliseconds(wall) - offset,
  };
}

function namedZone(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const toWall = (milliseconds: number): WallTime => {
    const part: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(milliseconds)) part[type] = value;
    return {
      year: part.era === 'BC' ? 1 - Number(part.year) : Number(part.year),
      month: Number(part.month),
      day: Number(part.day),
      hour: Number(part.hour),
      minute: Number(part.minute),
      second: Number(part.second),
      millisecond: ((milliseconds % 1000) + 1000) % 1000,
    };
  };
  const offsetAt = (milliseconds: number) => wallMilliseconds(toWall(milliseconds)) - milliseconds;
  return { name, toWall, toInstant: (wall) => resolveWall(wallMilliseconds(wall), offsetAt) };
}

/**
 * The instant of a wall time in a zone whose clocks change. One that clocks skip counts on with the offset before the
 * change; one that they show twice is the earlier (as in Temporal's “compatible”).
 */
function resolveWall(asIfUtc: number, offsetAt: (milliseconds: number) => number): number {
  const before = offsetAt(asIfUtc - 86_400_000);
  const after = offsetAt(asIfUtc + 86_400_000);
  if (offsetAt(asIfUtc - before) === before) return asIfUtc - before;
  if (offsetAt(asIfUtc - after) === after) return asIfUtc - after;
  return asIfUtc - before;
}
