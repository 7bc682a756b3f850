import { useEffect } from 'react';
import { useHost } from '../host/host-context.tsx';
import { useHostData } from '../stores/host-data.ts';
import type { EditorSession } from '../stores/session.ts';

/**
 * Tests the connections that an opened flow uses, all at once and without holding up editing; one that another part
 * is testing already is left to it. The host keeps the results and tells every window of them.
 */
export function useConnectionTests(session: EditorSession): void {
  const host = useHost();
  useEffect(() => {
    const { document, bindings } = session.documents.getState().content;
    const used = new Set(Object.keys(document.connections ?? {}).flatMap((slot) => bindings[slot] ?? []));
    for (const id of used) {
      if (useHostData.getState().testing.has(id)) continue;
      mark(id, true);
      host.connections
        .test({ id })
        .catch(() => {
          // A test that couldn’t be made leaves the connection’s last state, which the chips go on showing.
        })
        .finally(() => mark(id, false));
    }
  }, [host, session]);
}

function mark(id: string, testing: boolean): void {
  useHostData.setState((state) => {
    const next = new Set(state.testing);
    if (testing) next.add(id);
    else next.delete(id);
    return { testing: next };
  });
}
