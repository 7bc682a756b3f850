import { MillraceError } from '../../../shared/errors/index.ts';
import type { ClientAnswer, ClientRequest } from '../sdk/index.ts';
import { retryAfterSeconds } from '../sdk/retry-after.ts';

const shownCharacters = 300;

const advice: Record<number, string> = {
  401: 'Check the connection’s sign-in details, or choose a connection for the step.',
  403: 'Ask for the permission, or use another connection.',
  404: 'Check the URL.',
  405: 'Choose another method.',
};

/** Bad gateway and gateway timeout: what stands behind the gateway may have done the work all the same (RFC 9110 §15.6). */
const gatewayTroubles = new Set([502, 504]);
const mayBeDone = {
  retryable: false,
  fix: 'Look in the other system whether it was done, before you run again.',
};

/**
 * A refusal of any service. 429 and 5xx are the service's own trouble; a write is tried again only after 429 and 503,
 * which say that nothing was done.
 */
export function parseHttpError(answer: ClientAnswer, request: ClientRequest): MillraceError {
  const { status, url, headers } = answer;
  const { host } = new URL(url);
  const detail = describeBody(answer);
  const data = { system: host, host, status, detail, retryAfterSeconds: retryAfterSeconds(headers) };
  if (status === 429 || status >= 500) {
    const repeatable = request.effect === 'read' || ['PUT', 'DELETE'].includes(request.method);
    const retryable = repeatable || status === 429 || status === 503;
    if (!repeatable && gatewayTroubles.has(status))
      return new MillraceError('SERVICE_FAILED', { ...data, doubtful: true }, mayBeDone);
    if (status !== 429) return new MillraceError('SERVICE_FAILED', data, { retryable });
    return new MillraceError('SERVICE_FAILED', data, {
      message: `${host} is asked too often (429).`,
      fix: 'Lower the step’s concurrency, or try again later.',
    });
  }
  const fix = advice[status];
  return new MillraceError('SERVICE_REFUSED', data, fix === undefined ? {} : { fix });
}

function describeBody({ text }: ClientAnswer): string {
  const shown = text.trim();
  if (shown === '') return 'It gave no reason.';
  if (/^<(?:!doctype|html)/i.test(shown)) return 'It answered with a web page.';
  return shown.length > shownCharacters ? `${shown.slice(0, shownCharacters)}…` : shown;
}
