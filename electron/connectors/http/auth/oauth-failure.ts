import { MillraceError } from '../../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../shared/json/json.ts';
import type { GrantContext } from '../../sdk/index.ts';
import { createRedactor } from '../../sdk/redact.ts';
import { readText } from './fields.ts';
import type { AnswerFacts } from './port-fetch.ts';

/** What was being done, which decides what a refusal means. */
export type Attempt = 'code' | 'refresh' | 'credentials' | 'device';

type Facts = {
  attempt: Attempt;
  context: GrantContext;
  /** What was sent besides the connection's secrets and must not show. */
  sent?: readonly string[];
  last: AnswerFacts | undefined;
};

type Explanation = { why: string; fix: string; field?: string; reason?: 'session-expired' };

/** A difference between clocks that can fail an identity token. */
const notableSkewMs = 60_000;
const shownCharacters = 300;

/** The OAuth `error` of a refusal (RFC 6749 §5.2, RFC 8628 §3.5); undefined for any other failure. */
export function oauthErrorOf(thrown: unknown): { error: string; description: string } | undefined {
  if (!(thrown instanceof Error) || !('error' in thrown) || typeof thrown.error !== 'string') return undefined;
  const description = 'error_description' in thrown ? thrown.error_description : undefined;
  return { error: thrown.error, description: typeof description === 'string' ? description : '' };
}

/** Our own error where one is behind what the library threw, such as a host that can't be reached. */
export function ownErrorOf(thrown: unknown): MillraceError | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause)
    if (error instanceof MillraceError) return error;
  return undefined;
}

/** A failed request to the token or device endpoint, in words that say what to do. Throws when nobody waits any more. */
export function explainOAuthFailure(thrown: unknown, { attempt, context, sent = [], last }: Facts): MillraceError {
  context.signal.throwIfAborted();
  const own = ownErrorOf(thrown);
  if (own) return own;
  const host = last ? new URL(last.url).host : 'the service';
  const told = oauthErrorOf(thrown);
  if (last && last.status >= 500 && !told) {
    const detail = 'Its sign-in doesn’t work right now.';
    const { status, retryAfterSeconds } = last;
    return new MillraceError('SERVICE_FAILED', { system: host, host, status, detail, retryAfterSeconds });
  }
  const redact = createRedactor([...Object.values(context.secrets), ...sent]);
  const said = redact(told?.description || told?.error || '').slice(0, shownCharacters);
  const { why, fix, field, reason } = told
    ? explainRefusal(redact(told.error), said, { host, attempt, context })
    : explainAnswer(thrown, host, last, context);
  const data = { system: host, host, detail: why, field, reason, error: told && redact(told.error).slice(0, 100) };
  return new MillraceError('MISSING_TOKEN', data, { why, fix, cause: thrown });
}

function explainRefusal(
  error: string,
  said: string,
  { host, attempt, context }: { host: string; attempt: Attempt; context: GrantContext },
): Explanation {
  const quoted = `${host} said: ${said.replace(/\.$/, '')}.`;
  switch (error) {
    case 'invalid_client':
      return (context.secrets.clientSecret ?? '') === ''
        ? {
            why: `${host} doesn’t know this client ID, or wants a client secret with it.`,
            fix: 'Copy both from the app’s settings at the service.',
            field: 'clientId',
          }
        : {
            why: `${host} rejected the client ID or the client secret.`,
            fix: 'Copy both from the app’s settings at the service again.',
            field: 'clientSecret',
          };
    case 'invalid_grant':
      return attempt === 'refresh'
        ? { why: 'The sign-in expired.', fix: 'Reconnect to get a new sign-in.', reason: 'session-expired' }
        : { why: `The approval wasn’t accepted. ${quoted}`, fix: 'Authorize again.' };
    case 'unauthorized_client':
    case 'unsupported_grant_type':
      return {
        why: `${host} doesn’t let this app sign in this way.`,
        fix: 'Allow it in the app’s settings at the service, or choose another authentication.',
      };
    case 'invalid_scope':
      return { why: `${host} doesn’t grant these scopes. ${quoted}`, fix: 'Correct the scopes.', field: 'scopes' };
    case 'invalid_target':
      return { why: `${host} has no such audience. ${quoted}`, fix: 'Correct the audience.', field: 'audience' };
    default:
      return { why: quoted, fix: 'Check the connection’s sign-in details and test it.' };
  }
}

/** What is wrong with an answer that isn't a refusal. */
function explainAnswer(
  thrown: unknown,
  host: string,
  last: AnswerFacts | undefined,
  { clock, fields }: GrantContext,
): Explanation {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
  const fix = readText(fields.tokenUrl) === '' ? 'Check the issuer.' : 'Check the token URL.';
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') {
    return {
      why: `The identity token isn’t valid at this computer’s time.${describeSkew(clock.now(), last)}`,
      fix: 'Set this computer’s clock, then authorize again.',
    };
  }
  if (code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' || /"iss" \(issuer\)/.test(causeText(thrown))) {
    return {
      why: 'The answer comes from another service than the one that was asked, so it was thrown away.',
      fix: 'Check the issuer, then authorize again.',
      field: 'issuer',
    };
  }
  if (last && last.status >= 300 && last.status < 400) {
    return { why: `${host} redirects instead of signing in. Secrets are never sent on.`, fix };
  }
  const shown = last?.isWebPage ? 'with a web page' : `with status ${last?.status ?? '?'}, but not as OAuth says`;
  return { why: `${host} answered ${shown}.`, fix };
}

function causeText(thrown: unknown): string {
  const messages: string[] = [];
  for (let error = thrown; error instanceof Error; error = error.cause) messages.push(error.message);
  return messages.join(' ');
}

function describeSkew(now: number, last: AnswerFacts | undefined): string {
  const ahead = now - (last?.servedAt ?? Number.NaN);
  if (Number.isNaN(ahead) || Math.abs(ahead) < notableSkewMs) return '';
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  return ` It is ${minutes} minute${minutes === 1 ? '' : 's'} ${ahead > 0 ? 'ahead of' : 'behind'} the service’s.`;
}

/** A member of a JSON object that is a text; empty for anything else. */
export function readMember(value: Json | undefined, key: string): string {
  const object: JsonObject = isJsonObject(value) ? value : {};
  return readText(object[key]);
}
