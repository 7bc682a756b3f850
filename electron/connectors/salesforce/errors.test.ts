import { describe, expect, it } from 'vitest';
import type { ClientAnswer, ClientRequest } from '../sdk/index.ts';
import { isSessionEnded, parseSalesforceError } from './errors.ts';
import { explainTokenError } from './token-errors.ts';

const reading: ClientRequest = { method: 'GET', path: '/x', effect: 'read' };
const writing: ClientRequest = { method: 'POST', path: '/x', effect: 'write' };

function answer(status: number, body: string, headers: Record<string, string> = {}): ClientAnswer {
  const bytes = new TextEncoder().encode(body);
  return { status, headers, url: 'https://acme.my.salesforce.com/x', text: body, bytes, json: () => JSON.parse(body) };
}

const refusal = (status: number, errorCode: string, message = 'Words of the service', fields?: string[]) =>
  answer(status, JSON.stringify([{ errorCode, message, ...(fields ? { fields } : {}) }]));

describe('what Salesforce refuses', () => {
  it.each([
    [403, 'REQUEST_LIMIT_EXCEEDED', 'LIMIT_EXCEEDED', false],
    [403, 'API_DISABLED_FOR_ORG', 'PERMISSION_MISSING', false],
    [400, 'INSUFFICIENT_ACCESS_OR_READONLY', 'PERMISSION_MISSING', false],
    [400, 'DUPLICATE_VALUE', 'DUPLICATE_RECORD', false],
    [400, 'DUPLICATES_DETECTED', 'DUPLICATE_RECORD', false],
    [400, 'REQUIRED_FIELD_MISSING', 'RECORD_REFUSED', false],
    [400, 'A_CODE_OF_TOMORROW', 'RECORD_REFUSED', false],
    [400, 'UNABLE_TO_LOCK_ROW', 'SERVICE_FAILED', true],
    [400, 'MALFORMED_QUERY', 'SERVICE_REFUSED', false],
    [404, 'NOT_FOUND', 'SERVICE_REFUSED', false],
    [401, 'INVALID_SESSION_ID', 'MISSING_TOKEN', false],
    [500, 'UNKNOWN_EXCEPTION', 'SERVICE_FAILED', true],
    [503, 'SERVER_UNAVAILABLE', 'SERVICE_FAILED', true],
  ])('with %d %s is %s, and tried again: %s', (status, errorCode, code, retryable) => {
    const error = parseSalesforceError(refusal(status, errorCode), reading);
    expect(error).toMatchObject({ code, retryable, data: { errorCode, system: 'Salesforce', httpStatus: status } });
    expect(JSON.stringify(error)).toContain('Words of the service');
  });

  it.each(['UNKNOWN_EXCEPTION', 'QUERY_TIMEOUT'])('isn’t written again after %s', (errorCode) => {
    expect(parseSalesforceError(refusal(500, errorCode), writing).retryable).toBe(false);
  });

  it('may have been carried out when a gateway gave up waiting for the answer to a write', () => {
    expect(parseSalesforceError(answer(504, ''), writing)).toMatchObject({
      retryable: false,
      data: { doubtful: true },
    });
    expect(parseSalesforceError(answer(504, ''), reading)).toMatchObject({ retryable: true });
    expect(parseSalesforceError(answer(504, ''), reading).data.doubtful).toBeUndefined();
  });

  it('names the field and the reason of a refused record', () => {
    const body = refusal(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]', ['LastName']);
    expect(parseSalesforceError(body, writing)).toMatchObject({
      message: 'Salesforce refused the record: Required fields are missing: [LastName]',
      why: 'A field that Salesforce requires has no value (LastName).',
      data: { field: 'LastName' },
    });
  });

  it.each([
    [503, '<html>Maintenance</html>', 'SERVICE_FAILED'],
    [429, '', 'SERVICE_FAILED'],
    [504, '', 'REQUEST_TIMEOUT'],
    [408, '', 'REQUEST_TIMEOUT'],
    [404, '<!doctype html><p>Nothing here</p>', 'SERVICE_REFUSED'],
    [400, 'plain words', 'SERVICE_REFUSED'],
    [400, '[]', 'SERVICE_REFUSED'],
    [400, '[null, 5, {"errorCode": 7}]', 'SERVICE_REFUSED'],
  ])('with %d and the body %j is %s', (status, body, code) => {
    expect(parseSalesforceError(answer(status, body), reading).code).toBe(code);
  });

  it('R10 asks for the time that the service wants', () => {
    const soon = parseSalesforceError(answer(503, '', { 'retry-after': '7' }), reading);
    expect(soon.data.retryAfterSeconds).toBe(7);
    const date = { 'retry-after': 'Sun, 22 Nov 2026 10:01:30 GMT', date: 'Sun, 22 Nov 2026 10:00:00 GMT' };
    expect(parseSalesforceError(answer(503, '', date), reading).data.retryAfterSeconds).toBe(90);
  });
});

describe('a session', () => {
  it('has ended with 401 INVALID_SESSION_ID', () => {
    expect(isSessionEnded(refusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid'))).toBe(true);
  });

  it.each([
    [
      'without access to the API',
      refusal(401, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API'),
    ],
    ['with a wrong header', refusal(401, 'INVALID_AUTH_HEADER')],
    ['that may not do this', refusal(403, 'INSUFFICIENT_ACCESS')],
  ])('%s isn’t cured by signing in again', (_, body) => {
    expect(isSessionEnded(body)).toBe(false);
  });
});

describe('a refused sign-in', () => {
  it.each([
    ['invalid_grant', 'authentication failure', 'differ between Production and Test'],
    ['invalid_grant', 'expired access/refresh token', 'expired'],
    ['invalid_grant', "user hasn't approved this consumer", 'pre-authorize ada@acme.test'],
    ['invalid_grant', 'no client credentials user enabled', 'no user to run as'],
    ['invalid_grant', 'request not supported on this domain', 'own domain'],
    ['invalid_grant', 'login rate exceeded', 'too many sign-ins'],
    ['invalid_client_id', 'client identifier invalid', '10 minutes'],
    ['invalid_client', 'invalid client credentials', 'secret doesn’t match'],
    ['unsupported_grant_type', 'grant type not supported', 'doesn’t allow this way'],
    ['inactive_user', '', 'inactive or locked'],
    ['app_not_found', 'External client app is not installed in this org', 'isn’t installed'],
    ['new_error', 'new words', 'new words'],
  ])('%s (%s) says “%s”', (error, description, words) => {
    const explained = explainTokenError(error, description, { user: 'ada@acme.test' });
    expect(explained).toMatchObject({ code: 'MISSING_TOKEN', data: { error, error_description: description } });
    expect(explained.why).toContain(words);
    expect(explained.fix).not.toBe('');
  });

  it('that only needs a new consent says so', () => {
    expect(explainTokenError('invalid_grant', 'expired access/refresh token', undefined).data.reason).toBe(
      'session-expired',
    );
  });

  it('names the callback URL that has to be registered', () => {
    const redirectUri = 'http://localhost:8085/callback';
    const { why, fix } = explainTokenError('redirect_uri_mismatch', 'redirect_uri must match', { redirectUri });
    expect(why).toBe('The callback URL isn’t registered in your Salesforce app.');
    expect(fix).toBe(`Add ${redirectUri}.`);
  });

  it.each([
    [5, '5 minutes ahead of'],
    [-61, '61 minutes behind'],
    [1, '1 minute ahead of'],
  ])('names a clock that is %i minutes off when an assertion is refused', (minutes, words) => {
    const facts = { asserts: 'JWT' as const, clockAheadMs: minutes * 60_000 };
    const { why, fix } = explainTokenError('invalid_grant', 'invalid assertion', facts);
    expect(why).toContain(`This computer’s clock is ${words} Salesforce’s.`);
    expect(fix).toContain('clock');
  });

  it('doesn’t blame a clock that is right, or that has nothing to do with it', () => {
    const refused = (error: string, description: string, asserts: 'JWT' | undefined, clockAheadMs: number) =>
      explainTokenError(error, description, { asserts, clockAheadMs }).why;
    expect(refused('invalid_grant', 'invalid assertion', 'JWT', 30_000)).not.toContain('clock');
    expect(refused('invalid_grant', 'authentication failure', undefined, 3_600_000)).not.toContain('clock');
    expect(refused('invalid_client', 'invalid client credentials', 'JWT', 3_600_000)).not.toContain('clock');
  });
});
