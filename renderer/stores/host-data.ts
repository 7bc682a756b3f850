import { create } from 'zustand';
import type {
  AppInfo,
  ConnectionSummary,
  FlowSummary,
  NamedCredential,
  PracticeStatus,
  RunSummary,
} from '../../shared/contract/index.ts';
import type { MillraceError } from '../../shared/errors/index.ts';

/** One answer of the host, kept fresh: `data` stays while it is asked again, also beside an error. */
export type Slot<Data> = { data?: Data; error?: MillraceError };

/** What the host told, as far as more than one screen shows it; never edited locally. */
export type HostData = {
  info: Slot<AppInfo>;
  flows: Slot<FlowSummary[]>;
  connections: Slot<ConnectionSummary[]>;
  credentials: Slot<NamedCredential[]>;
  /** The newest runs of all flows, at most 100, and how many there are. */
  runs: Slot<{ runs: RunSummary[]; total: number }>;
  practice: Slot<PracticeStatus>;
  /** Ids of connections and named credentials whose test this page is waiting for; they show “Testing…”. */
  testing: ReadonlySet<string>;
  /** Asks the host for one slot again; set by `syncHostData`. */
  refresh: (slot: HostSlot) => Promise<void>;
};

/** The slots that can be asked again, one by one. */
export type HostSlot = 'info' | 'flows' | 'connections' | 'credentials' | 'runs' | 'practice';

/** The host's data. Written only by `sync-host-data.ts` and the connection tests. */
export const useHostData = create<HostData>(() => ({
  info: {},
  flows: {},
  connections: {},
  credentials: {},
  runs: {},
  practice: {},
  testing: new Set<string>(),
  refresh: async () => undefined,
}));

/** The application's facts. Throws outside the started application, where they are always there. */
export function useAppInfo(): AppInfo {
  const info = useHostData((state) => state.info.data);
  if (!info) throw new Error('useAppInfo was called before the application had started');
  return info;
}

/** The status to show for a connection: “Testing…” while this page tests it, else what the host says. */
export function shownStatus(connection: ConnectionSummary, testing: ReadonlySet<string>): ConnectionSummary['status'] {
  return testing.has(connection.id) ? 'testing' : connection.status;
}

/** True for a connection that people must look at. */
export function isFailing(connection: Pick<ConnectionSummary, 'status'>): boolean {
  return connection.status === 'failed' || connection.status === 'sign_in_expired';
}

/** True while a run hasn't come to its end. */
export function isLive(run: { status: string }): boolean {
  return run.status === 'running' || run.status === 'queued' || run.status === 'waiting';
}

/** Says whether this page tests a connection or a named credential at the moment; it shows as “Testing…” meanwhile. */
export function markTesting(id: string, testing: boolean): void {
  useHostData.setState((state) => {
    const next = new Set(state.testing);
    if (testing) next.add(id);
    else next.delete(id);
    return { testing: next };
  });
}
