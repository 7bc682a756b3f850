import type { Json } from '../../shared/json/json.ts';
import type { Firing, Gap } from '../ports/trigger.ts';
import { numberOf, type StoreContext, textOf } from './context.ts';
import type { RequestData, RunRequestStore } from './run-requests.ts';
import { createGapStore, type GapStore } from './trigger-gaps.ts';

/** A firing whose run was kept. `begun` counts how often the run was begun. */
export type KeptFiring = { flowId: string; step: string; runId: string; begun: number };

/** A firing and the run it wants; durable unless it says otherwise. */
export type FiringToKeep = Firing & {
  flowId: string;
  step: string;
  runId: string;
  request: RequestData;
  durable?: boolean;
};

/** Where triggers stand, and which runs they started. */
export type TriggerStore = {
  /** Where a trigger stands; undefined before its first firing. */
  position(flowId: string, step: string): Json | undefined;
  /** Keeps it, durably. */
  moveTo(flowId: string, step: string, position: Json): void;
  /**
   * Keeps a firing: its run's request, its moment and the trigger's new position, in one transaction, which is durable
   * unless it says otherwise. False, and nothing is kept, when the step has fired for this moment before.
   */
  fire(firing: FiringToKeep): boolean;
  /** The same in one transaction with all that is written before I/O has had its turn. */
  fireTogether(firing: FiringToKeep): Promise<boolean>;
  /** Firings whose runs were never begun, oldest first. */
  waiting(): KeptFiring[];
  /** The firing that a run came of; undefined for a run that somebody started. */
  find(runId: string): KeptFiring | undefined;
  /** Counts that its run is about to begin; resolves once that outlives the process. */
  begin(runId: string): Promise<void>;
  /** Its run can't begin: forgets what it had to do, and says so in the gap ledger. */
  refuse(runId: string, detail: string): void;
  /** A firing that came while a run still went, and that the flow's policy leaves out. */
  skip(flowId: string, step: string, firing: Firing): void;
  /** Keeps missed moments and the trigger's position, in one durable transaction. */
  miss(flowId: string, step: string, gap: Gap): void;
  readonly gaps: GapStore;
};

/** Firings that are remembered; older ones could only come again after the clock was set back beyond all of them. */
const KEPT_FIRINGS = 50_000;
const PRUNED_EVERY = 1_000;

export function createTriggerStore(
  { database, clock, commits }: StoreContext,
  requests: Pick<RunRequestStore, 'keep' | 'remove'>,
): TriggerStore {
  const gaps = createGapStore(database);
  const setPosition = (flowId: string, step: string, position: Json | undefined): void => {
    if (position === undefined) return;
    database
      .prepare('INSERT OR REPLACE INTO trigger_positions VALUES (?, ?, ?)')
      .run(flowId, step, JSON.stringify(position));
  };
  const find = (runId: string): KeptFiring | undefined => {
    const row = database.prepare('SELECT * FROM trigger_firings WHERE run_id = ?').get(runId);
    return row && firingOf(row);
  };
  const prune = (): void => {
    const newest = numberOf(
      database.prepare('SELECT max(number) AS newest FROM trigger_firings').get() ?? {},
      'newest',
    );
    if (newest % PRUNED_EVERY !== 0) return;
    database
      .prepare('DELETE FROM trigger_firings WHERE number <= ? AND run_id NOT IN (SELECT run_id FROM run_requests)')
      .run(newest - KEPT_FIRINGS);
  };

  const keepFiring = ({ flowId, step, runId, request, position, dueAt, missed }: FiringToKeep): boolean => {
    const { changes } = database
      .prepare('INSERT OR IGNORE INTO trigger_firings (flow_id, step, run_id, due_at, begun) VALUES (?, ?, ?, ?, 0)')
      .run(flowId, step, runId, dueAt ?? null);
    if (changes === 0) return false;
    requests.keep(runId, request);
    setPosition(flowId, step, position);
    if (missed && dueAt !== undefined) gaps.catchUp(flowId, step, dueAt, missed, runId);
    prune();
    return true;
  };
  return {
    gaps,
    find,
    position(flowId, step) {
      const row = database
        .prepare('SELECT position FROM trigger_positions WHERE flow_id = ? AND step = ?')
        .get(flowId, step);
      return row && JSON.parse(textOf(row, 'position'));
    },
    moveTo: (flowId, step, position) => database.transaction(() => setPosition(flowId, step, position)),
    fire: (firing) => database.transaction(() => keepFiring(firing), { durable: firing.durable ?? true }),
    fireTogether: (firing) => commits.add({ work: () => keepFiring(firing), durable: firing.durable ?? true }),
    waiting() {
      commits.settle();
      return database
        .prepare(
          `SELECT f.* FROM trigger_firings f JOIN run_requests q ON q.run_id = f.run_id
           LEFT JOIN runs r ON r.id = f.run_id WHERE r.id IS NULL ORDER BY f.number`,
        )
        .all()
        .map(firingOf);
    },
    // It outlives the process, which is what is counted; a power cut isn't the run's doing.
    async begin(runId) {
      const update = database.prepare('UPDATE trigger_firings SET begun = begun + 1 WHERE run_id = ?');
      await commits.add({ work: () => update.run(runId) });
    },
    refuse: (runId, detail) =>
      database.transaction(() => {
        const row = database.prepare('SELECT * FROM trigger_firings WHERE run_id = ?').get(runId);
        requests.remove(runId);
        if (!row) return;
        // Without a moment of its own it stands for the one at which it was known.
        const dueAt = row.due_at === null ? clock.now() : numberOf(row, 'due_at');
        const { flowId, step } = firingOf(row);
        gaps.put({ flowId, step, dueAt, reason: 'refused', detail, state: 'open', runId: null });
        database.prepare('DELETE FROM trigger_firings WHERE run_id = ?').run(runId);
      }),
    skip: (flowId, step, { dueAt = clock.now(), position }) =>
      database.transaction(() => {
        setPosition(flowId, step, position);
        gaps.put({ flowId, step, dueAt, reason: 'overlap', detail: '', state: 'skipped', runId: null });
      }),
    miss: (flowId, step, { position, ...gap }) =>
      database.transaction(() => {
        setPosition(flowId, step, position);
        gaps.miss(flowId, step, gap);
      }),
  };
}

/** Forgets where the triggers of a flow stood, for one that is gone for good. */
export function removeTriggersOf(flowId: string, { database }: StoreContext): void {
  for (const table of ['flow_activations', 'trigger_positions', 'trigger_firings', 'trigger_gaps']) {
    database.prepare(`DELETE FROM ${table} WHERE flow_id = ?`).run(flowId);
  }
}

function firingOf(row: Parameters<typeof textOf>[0]): KeptFiring {
  return {
    flowId: textOf(row, 'flow_id'),
    step: textOf(row, 'step'),
    runId: textOf(row, 'run_id'),
    begun: numberOf(row, 'begun'),
  };
}
