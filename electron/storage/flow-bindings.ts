import type { Database } from '../ports/database.ts';
import { textOf } from './context.ts';

/** Slot → id of the connection on this computer that fills it; never part of the document. */
export type Bindings = Record<string, string>;

/** Which connections fill the slots of flows. */
export type FlowBindings = {
  read(flowId: string): Bindings;
  /** Replaces all of the flow's. */
  write(flowId: string, bindings: Bindings): void;
};

export function createFlowBindings(database: Database): FlowBindings {
  return {
    read: (flowId) =>
      Object.fromEntries(
        database
          .prepare('SELECT slot, connection_id FROM flow_bindings WHERE flow_id = ? ORDER BY slot')
          .all(flowId)
          .map((row) => [textOf(row, 'slot'), textOf(row, 'connection_id')]),
      ),
    write(flowId, bindings) {
      database.prepare('DELETE FROM flow_bindings WHERE flow_id = ?').run(flowId);
      const insert = database.prepare('INSERT INTO flow_bindings (flow_id, slot, connection_id) VALUES (?, ?, ?)');
      for (const [slot, connectionId] of Object.entries(bindings)) insert.run(flowId, slot, connectionId);
    },
  };
}
