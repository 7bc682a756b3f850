import type { HostChange } from '../../shared/contract/index.ts';
import { toMillraceError } from '../../shared/errors/index.ts';
import type { HostChanges } from '../host/host-changes.ts';
import type { HostClient } from '../host/host-client.ts';
import { type HostData, type HostSlot, useHostData } from './host-data.ts';

/** Runs that the shell and Home look at. */
const NEWEST_RUNS = 100;

const affectedBy: Record<HostChange['type'], HostSlot[]> = {
  'flows.changed': ['flows', 'connections', 'info'],
  'connections.changed': ['connections', 'credentials', 'flows'],
  'credentials.changed': ['credentials', 'connections'],
  'runs.changed': ['runs', 'flows'],
  'settings.changed': [],
  'safeMode.changed': ['info', 'flows'],
  'practice.changed': ['practice'],
  'vault.changed': ['info', 'connections', 'credentials'],
  'tests.progressed': [],
};

/** Keeps the host's data fresh: asks for all of it now, and for what a change affects when the host tells of it. */
export function syncHostData(client: HostClient, changes: HostChanges) {
  const loaders: { [Key in HostSlot]: () => Promise<HostData[Key]['data']> } = {
    info: () => client.app.info(),
    flows: () => client.flows.list(),
    connections: () => client.connections.list(),
    credentials: () => client.credentials.list(),
    runs: () => client.runs.list({ offset: 0, limit: NEWEST_RUNS }),
    practice: () => client.practice.status(),
  };
  const asking = new Map<HostSlot, Promise<void>>();
  const askAgain = new Set<HostSlot>();

  const ask = async (slot: HostSlot): Promise<void> => {
    try {
      const data = await loaders[slot]();
      useHostData.setState({ [slot]: { data } });
    } catch (thrown) {
      const error = toMillraceError(thrown);
      useHostData.setState((state) => ({ [slot]: { ...state[slot], error } }));
    }
  };

  /** Asks for one slot; while an answer is awaited further wishes are joined into one more question. */
  const refresh = (slot: HostSlot): Promise<void> => {
    const running = asking.get(slot);
    if (running) {
      askAgain.add(slot);
      return running;
    }
    const question = ask(slot).then(() => {
      asking.delete(slot);
      return askAgain.delete(slot) ? refresh(slot) : undefined;
    });
    asking.set(slot, question);
    return question;
  };

  useHostData.setState({ refresh });
  const all = (Object.keys(loaders) as HostSlot[]).map((slot) => () => refresh(slot));
  const stop = changes.subscribe((change) => {
    const slots = change ? affectedBy[change.type] : (Object.keys(loaders) as HostSlot[]);
    for (const slot of slots) void refresh(slot);
  });
  return { refresh, ready: Promise.all(all.map((start) => start())), stop };
}

/** What `syncHostData` gives. */
export type HostDataSync = ReturnType<typeof syncHostData>;
