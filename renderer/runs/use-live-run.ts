import { useEffect, useState } from 'react';
import type { RunSummary } from '../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { foldRunEvents, type RunState } from '../../shared/run/state.ts';
import type { HostClient } from '../host/host-client.ts';
import { useHost, useHostLinkState } from '../host/host-context.tsx';
import { isFinished } from './run-words.ts';

/** A run as it stands, followed until it ends. */
export type LiveRun = { summary?: RunSummary; state?: RunState; error?: MillraceError };

/** Reads a run and follows its events until its end; reads it anew after a reconnect, so nothing is missed. */
export function useLiveRun(runId: string): LiveRun {
  const client = useHost();
  const { status } = useHostLinkState();
  const [run, setRun] = useState<LiveRun>({});

  useEffect(() => {
    if (status !== 'connected') return;
    const abort = new AbortController();
    void followRun(client, runId, abort.signal, (next) => {
      if (!abort.signal.aborted) setRun(next);
    });
    return () => abort.abort();
  }, [client, runId, status]);

  return run;
}

async function followRun(
  client: HostClient,
  runId: string,
  signal: AbortSignal,
  show: (run: LiveRun) => void,
): Promise<void> {
  try {
    let { summary, state } = await client.runs.get({ runId });
    show({ summary, state });
    if (isFinished(state)) return;
    for await (const events of await client.runs.watch({ runId, afterSeq: state.lastSeq }, { signal })) {
      state = foldRunEvents(events, state) ?? state;
      show({ summary, state });
    }
    ({ summary, state } = await client.runs.get({ runId }));
    show({ summary, state });
  } catch (thrown) {
    const error = toMillraceError(thrown);
    // A broken link is told by the shell, and the run is read anew once it is back.
    if (error.code !== 'HOST_GONE') show({ error });
  }
}
