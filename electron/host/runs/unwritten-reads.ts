import type { PlannedWrite } from '../../../shared/run/plan.ts';
import type { OutgoingCall } from '../gateway/record.ts';
import type { PlanSteps } from './plan-steps.ts';

/**
 * A step of a dry run that read where a step before it would have written: it may have read something else than it will.
 * `certain`: it read the very file. Both are paths of steps.
 */
export type UnwrittenRead = { reader: string; writer: string; certain: boolean };

/** Finds reads that depend on withheld writes, as far as can be told from where both go. */
export type UnwrittenReads = {
  wrote(path: string, writes: readonly PlannedWrite[]): void;
  read(call: Pick<OutgoingCall, 'kind' | 'step' | 'target' | 'connectionId'>): void;
  list(): UnwrittenRead[];
};

/** Pairs of steps that are told; more say nothing new. */
const MOST_TOLD = 100;

/** Places of one step that are remembered: more of them than that are addresses made of records. */
const MOST_PLACES = 1_000;

export function createUnwrittenReads(steps: Pick<PlanSteps, 'isBehind' | 'connectionOf'>): UnwrittenReads {
  // Places by step: a connection where there is one, else a host; files by their paths.
  const written = new Map<string, Set<string>>();
  const read = new Map<string, Set<string>>();
  const note = (noted: Map<string, Set<string>>, step: string, place: string): void => {
    const places = noted.get(step) ?? new Set();
    if (places.size < MOST_PLACES) places.add(place);
    noted.set(step, places);
  };
  return {
    wrote(path, writes) {
      const connectionId = steps.connectionOf(path);
      for (const { operation, target } of writes) {
        if (operation === 'set-value' || operation === 'delete-value') continue;
        if (operation === 'write-file') note(written, path, fileAt(target));
        else if (connectionId !== undefined) note(written, path, connectionAt(connectionId));
        else if (operation === 'send') note(written, path, hostOf(target));
      }
    },
    read({ kind, step, target, connectionId }) {
      if (kind === 'file') note(read, step, fileAt(target));
      else if (kind === 'http') {
        note(read, step, connectionId === undefined ? hostAt(target) : connectionAt(connectionId));
      }
    },
    list() {
      const found: UnwrittenRead[] = [];
      for (const [reader, places] of read) {
        for (const [writer, others] of written) {
          const shared = [...places].filter((place) => others.has(place));
          if (shared.length === 0 || !steps.isBehind(reader, writer)) continue;
          found.push({ reader, writer, certain: shared.some((place) => place.startsWith(FILE)) });
          if (found.length === MOST_TOLD) return found;
        }
      }
      return found;
    },
  };
}

const FILE = 'file ';
const fileAt = (path: string): string => `${FILE}${path}`;
const connectionAt = (id: string): string => `connection ${id}`;
const hostAt = (host: string): string => `host ${host}`;

/** The place of a target such as `POST https://api.example.com/orders`. */
function hostOf(target: string): string {
  const address = target.slice(target.indexOf(' ') + 1);
  return hostAt(URL.canParse(address) ? new URL(address).host : address);
}
