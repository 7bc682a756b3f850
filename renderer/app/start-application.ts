import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { connectToHost } from '../host/connect.ts';
import { watchHostChanges } from '../host/host-changes.ts';
import { createHostClient } from '../host/host-client.ts';
import type { HostConnection } from '../host/host-context.tsx';
import type { HostLink } from '../host/host-link.ts';
import { setCatalog } from '../stores/catalog.ts';
import { loadSettings } from '../stores/settings.ts';
import { syncHostData } from '../stores/sync-host-data.ts';

/** How far the start has come. */
export type StartState = { phase: 'starting' } | { phase: 'started' } | { phase: 'failed'; error: MillraceError };

/** The running page: its host, and how far its start has come. */
export type Application = {
  host: HostConnection;
  start: { get: () => StartState; subscribe: (listener: () => void) => () => void; retry: () => void };
};

/** Connects to the host and fetches what every screen needs: settings, the catalogue and the first data. */
export function startApplication(page: Window, link: HostLink = connectToHost(page)): Application {
  const client = createHostClient(link.current);
  const changes = watchHostChanges(client, link);
  const listeners = new Set<() => void>();
  let state: StartState = { phase: 'starting' };
  let loading = false;

  const change = (next: StartState) => {
    state = next;
    for (const listener of listeners) listener();
  };

  const load = async () => {
    if (loading || state.phase === 'started' || link.state().status !== 'connected') return;
    loading = true;
    try {
      const [catalog] = await Promise.all([client.catalog.list(), loadSettings(client)]);
      setCatalog(catalog);
      await syncHostData(client, changes).ready;
      change({ phase: 'started' });
    } catch (thrown) {
      change({ phase: 'failed', error: toMillraceError(thrown) });
    } finally {
      loading = false;
    }
  };

  link.subscribe(() => void load());
  void load();

  return {
    host: { client, changes, link },
    start: {
      get: () => state,
      subscribe(listener) {
        listeners.add(listener);
        return () => {
          listeners.delete(listener);
        };
      },
      retry() {
        change({ phase: 'starting' });
        void load();
      },
    },
  };
}
