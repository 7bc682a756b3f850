import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type VirtualClock, virtualClock } from '../../electron/engine/virtual-clock.fixture.ts';
import type { RunSummary } from '../../shared/contract/index.ts';
import { createFlow, type FlowDocument, type FlowSettings } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/** The file whose lock says that a process owns the folder; a crashed process leaves it without a lock. */
const LOCK_FILE = /millrace\.lock/;

/** A host whose time passes only when a test says so, with its triggers watched. */
export type TriggerWorld = TemporaryHost & {
  /** Lets time pass, so that all that is due happens. */
  pass(milliseconds: number): Promise<void>;
  /** Sets the computer's clock by so much: no time passes. A computer that slept wakes up like this. */
  setClock(milliseconds: number): void;
  now(): number;
  /** What awakening does, without the practice org. */
  watch(): Promise<void>;
  /** Ends the host as a crash does, and opens another one on what it left. */
  crash(): Promise<void>;
  /** Runs of a flow, oldest first. */
  runsOf(flowId: string): RunSummary[];
  /** The first record of the trigger of each run of a flow, oldest first. */
  started(flowId: string): JsonObject[];
};

export const HOUR = 3_600_000;

/** Opens one at this moment (ISO 8601). */
export async function openTriggerWorld(start = '2026-11-22T10:00:00Z'): Promise<TriggerWorld> {
  const virtual: VirtualClock = virtualClock(() => new Promise((resolve) => setImmediate(resolve)), Date.parse(start));
  let offset = 0;
  const clock = { ...virtual, now: () => virtual.now() + offset };
  let temporary = await openTemporaryHost({ clock });
  const copies: string[] = [];
  const settling = <Result>(work: Promise<Result>): Promise<Result> => virtual.settle(work);
  const world: TriggerWorld = {
    ...temporary,
    get host() {
      return temporary.host;
    },
    reopen: () => settling(temporary.reopen()),
    crash: async () => {
      const copy = mkdtempSync(join(tmpdir(), 'millrace-crash-'));
      copies.push(copy);
      cpSync(temporary.dataFolder, copy, { recursive: true, filter: (path) => !LOCK_FILE.test(path) });
      await settling(temporary.dispose());
      temporary = await openTemporaryHost({ clock, dataFolder: copy });
      temporary.dataFolder = copy;
    },
    dispose: async () => {
      await settling(temporary.dispose());
      for (const copy of copies) rmSync(copy, { recursive: true, force: true });
    },
    pass: (milliseconds) => settling(virtual.sleep(milliseconds)),
    setClock: (milliseconds) => {
      offset += milliseconds;
    },
    now: clock.now,
    watch: async () => {
      const { runs, triggers } = temporary.host.services;
      await triggers.start(await runs.resumeInterrupted());
      await virtual.idle();
    },
    runsOf: (flowId) => temporary.host.services.runs.list({ flowId, offset: 0, limit: 1_000 }).runs.toReversed(),
    started: (flowId) =>
      world.runsOf(flowId).flatMap(({ runId }) => {
        const { records } = temporary.host.services.runs.records({
          runId,
          step: 'start',
          port: 'out',
          offset: 0,
          limit: 1,
        });
        return records;
      }),
  };
  return world;
}

/** A flow that a schedule starts. */
export function scheduledFlow(
  name: string,
  schedule: JsonObject,
  settings: FlowSettings & JsonObject = {},
  rest: FlowDocument['steps'] = [],
): FlowDocument {
  const steps = [
    { id: 'start', type: 'schedule', name: 'Schedule', settings: { timeZone: 'UTC', ...schedule } },
    ...rest,
  ];
  return {
    ...createFlow(name, name.toLowerCase().replaceAll(' ', '-')),
    settings,
    steps,
    edges: rest.map(({ id }, index) => ({ from: steps[index]?.id ?? '', to: id })),
  };
}
