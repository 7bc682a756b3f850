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

/** Where a step would have written: files by path, else services by host. */
type Written = { files: Set<string>; hosts: Set<string>; connectionId: string | undefined };

export function createUnwrittenReads(steps: Pick<PlanSteps, 'isBehind' | 'connectionOf'>): UnwrittenReads {
  const written = new Map<string, Written>();
  const found = new Map<string, UnwrittenRead>();
  return {
    wrote(path, writes) {
      if (writes.length === 0) return;
      const places = written.get(path) ?? {
        files: new Set(),
        hosts: new Set(),
        connectionId: steps.connectionOf(path),
      };
      written.set(path, places);
      for (const { operation, target } of writes) {
        if (operation === 'write-file') places.files.add(target);
        const host = operation === 'send' ? hostOf(target) : undefined;
        if (host !== undefined) places.hosts.add(host);
      }
    },
    read({ kind, step, target, connectionId }) {
      for (const [writer, places] of written) {
        const certain = kind === 'file';
        const same = certain
          ? places.files.has(target)
          : kind === 'http' &&
            (connectionId === undefined ? places.hosts.has(target) : places.connectionId === connectionId);
        if (!same) continue;
        const name = `${step} ${writer}`;
        if (found.has(name) || found.size >= MOST_TOLD || !steps.isBehind(step, writer)) continue;
        found.set(name, { reader: step, writer, certain });
      }
    },
    list: () => [...found.values()],
  };
}

/** The host of a target such as `POST https://api.example.com/orders`. */
function hostOf(target: string): string | undefined {
  const address = target.slice(target.indexOf(' ') + 1);
  return URL.canParse(address) ? new URL(address).host : undefined;
}
