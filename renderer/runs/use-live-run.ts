import { useCallback, useEffect, useRef, useState } from 'react';
import type { RunSummary } from '../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { foldRunEvents, type RunState } from '../../shared/run/state.ts';
import type { HostClient } from '../host/host-client.ts';
import { useHost, useHostLinkState } from '../host/host-context.tsx';
import { isFinished } from './run-words.ts';

/** A run as it stands, followed until it ends. */
export type LiveRun = { summary?: RunSummary; state?: RunState; resumable?: boolean; error?: MillraceError };

/**
 * Reads a run and follows its events until its end; reads it anew after a reconnect, so nothing is missed, and when
 * `follow` is called, since a run that was resumed goes on.
 */
export function useLiveRun(runId: string): LiveRun & { follow(): void } {
  const client = useHost();
  const { status } = useHostLinkState();
  const [run, setRun] = useState<LiveRun>({});
  const following = useRef<AbortController>(undefined);

  const follow = useCallback(() => {
    following.current?.abort();
    const abort = new AbortController();
    following.current = abort;
    void followRun(client, runId, abort.signal, (next) => {
      if (!abort.signal.aborted) setRun(next);
    });
  }, [client, runId]);

  useEffect(() => {
    if (status !== 'connected') return;
    follow();
    return () => following.current?.abort();
  }, [follow, status]);

  return { ...run, follow };
}

async function followRun(
  client: HostClient,
  runId: string,
  signal: AbortSignal,
  show: (run: LiveRun) => void,
): Promise<void> {
  try {
    let { summary, state, resumable } = await client.runs.get({ runId });
    show({ summary, state, resumable });
    if (isFinished(state)) return;
    for await (const events of await client.runs.watch({ runId, afterSeq: state.lastSeq }, { signal })) {
      state = foldRunEvents(events, state) ?? state;
      show({ summary, state });
    }
    ({ summary, state, resumable } = await client.runs.get({ runId }));
    show({ summary, state, resumable });
  } catch (thrown) {
    const error = toMillraceError(thrown);
    // A broken link is told by the shell, and the run is read anew once it is back.
    if (error.code !== 'HOST_GONE') show({ error });
  }
}
