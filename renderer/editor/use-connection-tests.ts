import { useEffect } from 'react';
import { useHost } from '../host/host-context.tsx';
import { markTesting, useHostData } from '../stores/host-data.ts';
import { useMay } from '../stores/rights.ts';
import type { EditorSession } from '../stores/session.ts';

/**
 * Tests the connections that an opened flow uses, all at once and without holding up editing, and each one that is
 * chosen later. The host keeps the results and tells every window of them. Those who may not test see the last results.
 */
export function useConnectionTests(session: EditorSession): void {
  const host = useHost();
  const mayTest = useMay('testConnections');
  useEffect(() => {
    if (!mayTest) return;
    const tested = new Set<string>();
    const testNew = () => {
      const { document, bindings } = session.documents.getState().content;
      for (const slot of Object.keys(document.connections ?? {})) {
        const id = bindings[slot];
        if (id === undefined || tested.has(id) || useHostData.getState().testing.has(id)) continue;
        tested.add(id);
        markTesting(id, true);
        host.connections
          .test({ id, pace: 'hurried' })
          .catch(() => {
            // A test that couldn’t be made leaves the connection’s last state, which the chips go on showing.
          })
          .finally(() => markTesting(id, false));
      }
    };
    testNew();
    return session.documents.subscribe((next, before) => {
      if (next.content.bindings !== before.content.bindings) testNew();
    });
  }, [host, session, mayTest]);
}
