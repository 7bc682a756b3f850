import type { RunEvent } from '../../../shared/run/events.ts';
import type { HostClient } from '../../host/host-client.ts';
import { isRunning } from '../../stores/run-store.ts';
import type { EditorSession } from '../../stores/session.ts';

/** How long to wait before asking again after the host went away, in ms. */
const ASK_AGAIN_MS = 1000;

/**
 * Folds a run’s events into the store until it ends, at most once an animation frame, and goes on where it stopped
 * after a lost connection.
 */
export async function followRun(
  host: HostClient,
  session: EditorSession,
  runId: string,
  signal: AbortSignal,
): Promise<void> {
  const { runs } = session;
  let waiting: RunEvent[] = [];
  let frame: number | undefined;
  const fold = () => {
    frame = undefined;
    const events = waiting;
    waiting = [];
    if (runs.getState().runId === runId) runs.getState().apply(events, performance.now());
  };
  while (!signal.aborted) {
    try {
      const afterSeq = runs.getState().state?.lastSeq ?? 0;
      const stream = await host.runs.watch({ runId, afterSeq }, { signal });
      for await (const events of stream) {
        waiting.push(...events);
        frame ??= requestAnimationFrame(fold);
        // A hidden window paints no frames, but its run goes on.
        if (document.visibilityState === 'hidden') fold();
      }
      if (frame !== undefined) cancelAnimationFrame(frame);
      fold();
    } catch {
      // The host went away or the window closed: asked again below, from the last event that was folded.
    }
    if (!isRunning(runs.getState()) || runs.getState().runId !== runId) return;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}
