import { testStep } from '../../electron/engine/flow-run.fixture.ts';
import type { Clock } from '../../electron/ports/clock.ts';
import type { ObjectStore } from '../../electron/ports/object-store.ts';
import type { CallContext, RecordOutcome, ServiceRequest, StepDefinition } from '../../electron/ports/step.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import type { StoreAction } from './model-record.ts';
import { hashOf, rowsOf, scriptOf } from './world.ts';

/** What happened outside while the engine ran, and how long things took there. */
export type World = {
  steps: StepDefinition[];
  services(request: ServiceRequest): Promise<unknown>;
  readonly storeLog: StoreAction[];
  /** What was done for good under each idempotency key. */
  readonly applied: Map<string, Json>;
  /** Keys under which something was done for good more than once. */
  readonly doubled: string[];
};

/**
 * A world outside, the same for every run except for its timing, which `seed` decides. `applied` and `storeLog` are
 * what earlier tries of the run did.
 */
export function openWorld(seed: number, applied = new Map<string, Json>(), storeLog: StoreAction[] = []): World {
  const doubled: string[] = [];
  const values = new Map<string, Json>();
  for (const action of storeLog) apply(values, action);
  const delayMs = (text: string) => hashOf(`${seed} ${text}`) % 7;

  const answer = (step: FlowStep, fields: JsonObject, call: CallContext, index: number): RecordOutcome => {
    const { refusals, error, answer: adds } = scriptOf(step, fields);
    if (call.attempt <= refusals) return { error };
    const key = call.idempotencyKey(index);
    if (step.type !== 'read') {
      if (applied.has(key)) doubled.push(key);
      applied.set(key, adds);
    }
    return { adds };
  };
  const one = (type: string, effect: 'read' | 'write') =>
    testStep({ type, shape: 'map', effect }, ({ step, clock }) => ({
      shape: 'map',
      pure: false,
      concurrency: 1 + (hashOf(`${seed} ${step.id}`) % 4),
      async run(record, call) {
        await pass(clock, delayMs(`${step.id} ${JSON.stringify(record)} ${call.attempt}`), call.signal);
        return answer(step, record, call, 0);
      },
      settle: async (records, call) => records.map((_, index) => settled(applied.get(call.idempotencyKey(index)))),
    }));
  const many = testStep({ type: 'writeMany', shape: 'batch', effect: 'write' }, ({ step, clock }) => ({
    shape: 'batch',
    size: 1 + (hashOf(`${seed} ${step.id}`) % 9),
    async run(found, call) {
      await pass(clock, delayMs(`${step.id} ${found.length} ${call.attempt}`), call.signal);
      return found.map((record, index) => answer(step, record, call, index));
    },
    settle: async (found, call) => found.map((_, index) => settled(applied.get(call.idempotencyKey(index)))),
  }));
  const source = testStep({ type: 'rows', shape: 'source', effect: 'read' }, ({ step, clock }) => ({
    shape: 'source',
    async *read(incoming, call, resumeFrom) {
      const { rows, failsAfter = Number.POSITIVE_INFINITY } = rowsOf(step, incoming);
      for (let from = typeof resumeFrom === 'number' ? resumeFrom : 0; from <= rows.length; from += 1) {
        if (from >= failsAfter)
          throw new MillraceError('RECORD_REFUSED', { system: 'CRM', detail: 'no', reason: 'no' });
        if (from === rows.length) return;
        await pass(clock, delayMs(`${step.id} ${from} ${JSON.stringify(incoming)}`), call.signal);
        yield { records: rows.slice(from, from + 1), cursor: from + 1 };
      }
    },
  }));

  return {
    steps: [one('read', 'read'), one('write', 'write'), many, source] as StepDefinition[],
    storeLog,
    applied,
    doubled,
    services: async ({ step }) => ({
      objectStore: storeOf(step.id, values, (action) => {
        storeLog.push(action);
        apply(values, action);
      }),
    }),
  };
}

function settled(adds: Json | undefined) {
  return adds === undefined ? ('not-done' as const) : { outcome: { adds } };
}

async function pass(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  // Some calls answer at once, in the same turn.
  if (milliseconds > 1) await clock.sleep(milliseconds, signal);
  else if (milliseconds === 1) await clock.yield();
}

function apply(values: Map<string, Json>, action: StoreAction): void {
  if ('set' in action) values.set(action.key, action.set);
  else if ('deleted' in action) values.delete(action.key);
}

function storeOf(step: string, values: ReadonlyMap<string, Json>, tell: (action: StoreAction) => void): ObjectStore {
  return {
    get(_scope, key) {
      const got = values.get(key);
      tell({ step, key, got: got ?? null });
      return got;
    },
    set: (_scope, key, value) => tell({ step, key, set: value }),
    delete: (_scope, key) => tell({ step, key, deleted: true }),
  };
}
