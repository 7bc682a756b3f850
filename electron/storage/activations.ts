import { MillraceError } from '../../shared/errors/index.ts';
import { type FlowDocument, readFlow } from '../../shared/flow/index.ts';
import type { SqlRow } from '../ports/database.ts';
import { checksumOf } from './checksum.ts';
import { numberOf, optionalTimeOf, type StoreContext, textOf } from './context.ts';
import type { Bindings } from './flow-bindings.ts';
import type { FlowStore } from './flows.ts';

/** What runs when the flow's triggers fire: one of its versions, as it was activated; the document has the flow's id. */
export type Activation = { flowId: string; revision: number; document: FlowDocument; bindings: Bindings };

/** How an activation stands. `activeSince` is in ms since 1970; `pausedAt` is ISO 8601, or null while it isn't paused. */
export type ActivationState = {
  flowId: string;
  revision: number;
  activeSince: number;
  pausedAt: string | null;
  /** Some of its slots are filled with connections. */
  hasConnections: boolean;
  /** Runs in a row that ended with the process they ran in. */
  crashes: number;
};

/** Which flows are active, and with which version. Removed flows never are. */
export type ActivationStore = {
  list(): ActivationState[];
  find(flowId: string): ActivationState | undefined;
  /** Throws NOT_FOUND for a flow that isn't active, STORE_DAMAGED for one whose kept version was changed from outside. */
  read(flowId: string): Activation;
  /** Makes the flow active with this version, durably; one that was active stays so without a break, and is no longer paused. */
  put(activation: Activation): void;
  /** Makes the flow inactive, durably. */
  remove(flowId: string): void;
  pause(flowId: string): void;
  /** Counts a run that ended with its process, and gives how many there are in a row. */
  countCrash(flowId: string): number;
  forgetCrashes(flowId: string): void;
};

export function createActivationStore(context: StoreContext, flows: Pick<FlowStore, 'setStatus'>): ActivationStore {
  const { database, clock, change, folder } = context;
  const states = (filter: string, ...values: string[]): ActivationState[] =>
    database
      .prepare(
        `SELECT a.* FROM flow_activations a JOIN flows f ON f.id = a.flow_id
         WHERE f.status = 'active' AND f.removed_at IS NULL ${filter} ORDER BY a.flow_id`,
      )
      .all(...values)
      .map((row) => ({
        flowId: textOf(row, 'flow_id'),
        revision: numberOf(row, 'revision'),
        activeSince: numberOf(row, 'active_since'),
        pausedAt: optionalTimeOf(row, 'paused_at'),
        hasConnections: row.bindings !== '{}',
        crashes: numberOf(row, 'crashes'),
      }));
  const find = (flowId: string): ActivationState | undefined => states('AND a.flow_id = ?', flowId)[0];

  return {
    list: () => states(''),
    find,
    read(flowId) {
      const row = database.prepare('SELECT * FROM flow_activations WHERE flow_id = ?').get(flowId);
      if (!row || !find(flowId)) throw new MillraceError('NOT_FOUND', { thing: 'active flow', name: flowId });
      if (checksumOf(checkedText(row)) !== row.checksum) {
        throw new MillraceError(
          'STORE_DAMAGED',
          { folder, detail: `The active version of the flow ${flowId} was changed from outside.`, flowId },
          { fix: 'Activate the flow again.' },
        );
      }
      return {
        flowId,
        revision: numberOf(row, 'revision'),
        document: { ...readFlow(JSON.parse(textOf(row, 'document'))), id: flowId },
        bindings: JSON.parse(textOf(row, 'bindings')),
      };
    },
    put: ({ flowId, revision, document, bindings }) =>
      change(() => {
        const row = {
          flow_id: flowId,
          revision,
          document: JSON.stringify(document),
          bindings: JSON.stringify(bindings),
          active_since: find(flowId)?.activeSince ?? clock.now(),
        };
        database
          .prepare('INSERT OR REPLACE INTO flow_activations VALUES (?, ?, ?, ?, ?, ?, NULL, 0)')
          .run(...Object.values(row), checksumOf(checkedText(row)));
        flows.setStatus(flowId, 'active');
      }),
    remove: (flowId) =>
      change(() => {
        database.prepare('DELETE FROM flow_activations WHERE flow_id = ?').run(flowId);
        flows.setStatus(flowId, 'inactive');
      }),
    pause: (flowId) =>
      change(() =>
        database.prepare('UPDATE flow_activations SET paused_at = ? WHERE flow_id = ?').run(clock.now(), flowId),
      ),
    countCrash: (flowId) =>
      database.transaction(() =>
        numberOf(
          database
            .prepare('UPDATE flow_activations SET crashes = crashes + 1 WHERE flow_id = ? RETURNING crashes')
            .get(flowId) ?? {},
          'crashes',
        ),
      ),
    forgetCrashes: (flowId) =>
      void database.prepare('UPDATE flow_activations SET crashes = 0 WHERE flow_id = ? AND crashes > 0').run(flowId),
  };
}

function checkedText(row: SqlRow): string {
  const { flow_id, revision, document, bindings, active_since } = row;
  return JSON.stringify([flow_id, revision, document, bindings, active_since]);
}
