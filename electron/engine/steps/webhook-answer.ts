import { MillraceError } from '../../../shared/errors/index.ts';
import type { RunResult } from '../../ports/run.ts';
import type { TriggerContext } from '../../ports/trigger.ts';
import type { WebhookAnswer, WebhookCall } from '../../ports/webhook-server.ts';
import { type ReadCall, readCall } from './webhook-record.ts';
import { createSlots } from './webhook-slots.ts';

/** Runs of one webhook that go at a time, calls that wait for one of them to end, and for how long in milliseconds. */
const AT_ONCE = { room: 100, most: 400, longestMs: 5_000 };
/** How long a caller waits for the end of its run, in milliseconds. */
const LONGEST_RUN_MS = 60_000;
const RETRY_SECONDS = 5;

/**
 * Answers calls: each starts one run. At once, with 202, as soon as the run is kept so that no crash loses it; or when
 * the run is over, with what came of it. Rejects when the run couldn't be kept.
 */
export function createAnswer(
  context: Pick<TriggerContext, 'fire' | 'clock' | 'signal'>,
  waitsForEnd: boolean,
): (call: WebhookCall) => Promise<WebhookAnswer> {
  const { clock, signal } = context;
  const slots = createSlots(clock, AT_ONCE);

  const fire = async ({ record, warnings }: ReadCall): Promise<WebhookAnswer> => {
    const fired = await context.fire({ records: [record], ...(warnings.length > 0 ? { warnings } : {}) });
    if (!('result' in fired)) return busy('A run of this flow still goes.');
    const { runId, result } = fired;
    result.then(slots.leave, slots.leave);
    if (!waitsForEnd) return { status: 202, body: { accepted: true, runId } };
    const ended = await endOf(result);
    if (ended === 'refused') return { status: 500, body: { runId, error: 'The run could not begin.' } };
    return ended === 'goes-on' ? goesOn(runId) : describeEnd(runId, ended);
  };
  /** Nothing of a call that was answered stays behind, however many there are. */
  const endOf = (result: Promise<RunResult>): Promise<RunResult | 'refused' | 'goes-on'> =>
    new Promise((resolve) => {
      const leave = (): void => settle('goes-on');
      const cancel = clock.schedule(LONGEST_RUN_MS, leave);
      const settle = (ended: RunResult | 'refused' | 'goes-on'): void => {
        cancel();
        signal.removeEventListener('abort', leave);
        resolve(ended);
      };
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
      result.then(settle, () => settle('refused'));
    });

  return async (call) => {
    let read: ReadCall;
    try {
      read = readCall(call);
    } catch (thrown) {
      if (!(thrown instanceof MillraceError)) throw thrown;
      return { status: 400, body: { error: `${thrown.message} ${thrown.why}` } };
    }
    if (!(await slots.enter())) return busy('Too many runs of this flow still go.');
    try {
      const answer = await fire(read);
      if (answer.retryAfterSeconds !== undefined) slots.leave();
      return answer;
    } catch (thrown) {
      slots.leave();
      throw thrown;
    }
  };
}

function busy(error: string): WebhookAnswer {
  return { status: 429, body: { error }, retryAfterSeconds: RETRY_SECONDS };
}

/** No invitation to try again: the run takes place. */
function goesOn(runId: string): WebhookAnswer {
  return { status: 503, body: { runId, status: 'running', error: 'The run isn’t over yet. It goes on.' } };
}

function describeEnd(runId: string, { state, output }: RunResult): WebhookAnswer {
  const { status, error } = state;
  if (status === 'succeeded') return { status: 200, body: { runId, status, output } };
  if (status === 'interrupted') return goesOn(runId);
  const told = error ? { code: error.code, message: error.message } : null;
  return { status: 500, body: { runId, status, error: told, output } };
}
