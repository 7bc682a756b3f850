import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionSummary, ConnectionUser, HostChange } from '../../shared/contract/index.ts';
import type { HostClient } from '../host/host-client.ts';
import { HostProvider } from '../host/host-context.tsx';
import { createLinkState } from '../host/host-link.ts';
import { useHostData } from '../stores/host-data.ts';
import { RelatedTab } from './related-tab.tsx';

const connection = { id: 'c1', status: 'connected', lastTestedAt: null } as ConnectionSummary;

function flow(index: number): ConnectionUser {
  const name = `Flow ${String(index).padStart(4, '0')}`;
  return {
    flowId: `f${index}`,
    name,
    version: index,
    status: 'draft',
    owner: 'R. Diaz',
    lastTestedAt: null,
    progress: 'succeeded',
  };
}

/** The tab before a host that knows these flows. */
function show(users: () => ConnectionUser[]) {
  const listeners = new Set<(change: HostChange | undefined) => void>();
  const state = createLinkState({ status: 'connected' });
  const host = {
    client: { connections: { usedBy: async () => users() } } as unknown as HostClient,
    changes: {
      subscribe: (listener: (change: HostChange | undefined) => void) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      close: () => undefined,
    },
    link: {
      current: () => undefined,
      state: state.get,
      subscribe: state.subscribe,
      reconnectNow: () => undefined,
      close: () => undefined,
    },
  };
  render(
    <HostProvider host={host}>
      <RelatedTab connection={connection} />
    </HostProvider>,
  );
  return (change: HostChange) => act(() => listeners.forEach((listener) => void listener(change)));
}

afterEach(() => {
  cleanup();
  useHostData.setState({ testing: new Set() });
});

describe('the flows that use a connection', () => {
  it('are asked again when a test or a flow changes them, and show “Testing…” at once', async () => {
    let progress: ConnectionUser['progress'] = 'not_tested';
    const tell = show(() => [{ ...flow(1), progress }]);
    await screen.findByText('Not tested');
    expect(screen.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual([
      'Name',
      'Version',
      'Status',
      'Owner',
      'Last Tested Date',
      'Progress Status',
    ]);
    act(() => useHostData.setState({ testing: new Set(['c1']) }));
    expect(screen.getByText('Testing…')).toBeDefined();
    act(() => useHostData.setState({ testing: new Set() }));
    progress = 'failed';
    tell({ type: 'connections.changed', connectionId: 'c1' });
    await screen.findByText('Failed');
    expect(screen.queryByRole('searchbox')).toBeNull();
  });

  it('stay few in the document when there are 1,000, and can be searched', async () => {
    show(() => Array.from({ length: 1_000 }, (_, index) => flow(index)));
    await screen.findByText('Flows Using Connection (1,000)');
    expect(document.querySelectorAll('tbody tr').length).toBeLessThan(100);
    expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('1001');
    await userEvent.type(screen.getByLabelText('Search flows that use this connection'), 'flow 0042');
    await waitFor(() => expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('2'));
    expect(screen.getByRole('link', { name: 'Flow 0042' }).getAttribute('href')).toBe('#/flows/f42');
    await userEvent.type(screen.getByLabelText('Search flows that use this connection'), ' not there');
    await screen.findByText('No flows match “flow 0042 not there”.');
  });
});
