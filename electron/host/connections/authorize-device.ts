import type { AuthorizationEvent } from '../../../shared/contract/index.ts';
import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { DeviceCode, DeviceGrant, Grant, GrantContext } from '../../connectors/sdk/index.ts';
import type { Clock } from '../../ports/clock.ts';

/** What a service's wish to be asked less often adds to the interval (RFC 8628 §3.5). */
const SLOW_DOWN_SECONDS = 5;
/** A service that wants to be asked all the time is asked once a second all the same. */
const SHORTEST_INTERVAL_SECONDS = 1;
/** No code is worth waiting longer for, whatever the service says. */
const LONGEST_WAIT_SECONDS = 3_600;

/**
 * Gives the person a code to enter at the service, and asks there until it was entered. Returns what was granted, or
 * `left` when the signal is aborted. Throws AUTHORIZATION_EXPIRED when the code is void, AUTHORIZATION_REFUSED, or what
 * asking threw; a network or service that fails for a moment is asked again.
 */
export async function* waitForCode(
  grant: DeviceGrant,
  context: GrantContext,
  clock: Clock,
): AsyncGenerator<AuthorizationEvent, Grant | 'left', void> {
  const code = await grant.start(context);
  const endsAt = clock.now() + Math.min(code.expiresInSeconds, LONGEST_WAIT_SECONDS) * 1_000;
  const { userCode, verificationUrl, completeUrl: url = verificationUrl } = code;
  const { host } = new URL(verificationUrl);
  const expiresAt = new Date(endsAt).toISOString();
  yield { state: 'enterCode', host, userCode, verificationUrl, url, expiresAt };
  let seconds = Math.max(code.intervalSeconds, SHORTEST_INTERVAL_SECONDS);
  while (clock.now() + seconds * 1_000 < endsAt) {
    if (!(await waited(clock, seconds, context.signal))) return 'left';
    const answer = await ask(grant, context, code);
    if (answer === 'left') return 'left';
    if (answer === 'failed') seconds *= 2;
    else if (answer === 'slowDown') seconds += SLOW_DOWN_SECONDS;
    else if (answer !== 'pending') return answer;
  }
  if (!(await waited(clock, Math.max(0, endsAt - clock.now()) / 1_000, context.signal))) return 'left';
  throw new MillraceError('AUTHORIZATION_EXPIRED', { detail: 'The code wasn’t entered in time.' });
}

async function ask(
  grant: DeviceGrant,
  context: GrantContext,
  code: DeviceCode,
): Promise<Grant | 'pending' | 'slowDown' | 'failed' | 'left'> {
  try {
    return await grant.poll(context, code);
  } catch (thrown) {
    if (context.signal.aborted) return 'left';
    if (toMillraceError(thrown).retryable) return 'failed';
    throw thrown;
  }
}

/** False when the person left before the time was over. */
async function waited(clock: Clock, seconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(seconds * 1_000, signal);
    return true;
  } catch (thrown) {
    if (signal.aborted) return false;
    throw thrown;
  }
}
