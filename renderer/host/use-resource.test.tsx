import { cleanup, renderHook, waitFor } from '@testing-library/react';
import { act, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import type { HostChange } from '../../shared/contract/index.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import { createHostClient } from './host-client.ts';
import { HostProvider } from './host-context.tsx';
import { createLinkState } from './host-link.ts';
import { useResource } from './use-resource.ts';

/** A host that never answers by itself; the test decides what `load` gives and which changes it tells of. */
function startHost() {
  const listeners = new Set<(change: HostChange | undefined) => void>();
  const state = createLinkState({ status: 'connected' });
  const host = {
    client: createHostClient(() => undefined),
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
  return {
    tell: (change: HostChange | undefined) => act(() => listeners.forEach((listener) => void listener(change))),
    wrapper: ({ children }: { children: ReactNode }) => <HostProvider host={host}>{children}</HostProvider>,
  };
}

afterEach(cleanup);

describe('something asked of the host', () => {
  it('is asked again for the changes it names and after a reconnect, and for no others', async () => {
    const { tell, wrapper } = startHost();
    let asked = 0;
    const { result } = renderHook(
      () =>
        useResource('numbers', async () => ++asked, { refreshOn: (change) => change.type === 'connections.changed' }),
      { wrapper },
    );
    await waitFor(() => expect(result.current.data).toBe(1));
    tell({ type: 'settings.changed' });
    tell({ type: 'connections.changed' });
    await waitFor(() => expect(result.current.data).toBe(2));
    tell(undefined);
    await waitFor(() => expect(result.current.data).toBe(3));
  });

  it('keeps what it had beside an error, and forgets the error with the next answer', async () => {
    const { wrapper } = startHost();
    const answers = [async () => 'first', () => Promise.reject(new MillraceError('HOST_GONE')), async () => 'third'];
    const { result } = renderHook(() => useResource('key', () => (answers.shift() ?? (async () => 'last'))()), {
      wrapper,
    });
    await waitFor(() => expect(result.current.data).toBe('first'));
    await act(() => result.current.refresh());
    expect(result.current).toMatchObject({ data: 'first', error: { code: 'HOST_GONE' } });
    await act(() => result.current.refresh());
    expect(result.current).toMatchObject({ data: 'third', error: undefined });
  });

  it('drops an answer that a later question has overtaken', async () => {
    const { wrapper } = startHost();
    const waiting = new Map<string, (answer: string) => void>();
    const { result, rerender } = renderHook(
      ({ key }) => useResource(key, () => new Promise<string>((resolve) => waiting.set(key, resolve))),
      { wrapper, initialProps: { key: 'one' } },
    );
    rerender({ key: 'two' });
    await act(async () => {
      waiting.get('two')?.('answer two');
      waiting.get('one')?.('answer one');
    });
    await waitFor(() => expect(result.current.data).toBe('answer two'));
  });
});
