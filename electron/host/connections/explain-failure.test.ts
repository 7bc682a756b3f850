import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../../shared/errors/index.ts';
import { explainFailure, statusAfter } from './explain-failure.ts';

const host = 'acme.my.salesforce.com';
const network = (reason: string, detail: string) => new MillraceError('CONNECTION_ERROR', { host, reason, detail });

describe('the cause and fix of a failed test', () => {
  it.each([
    [
      network('dns', 'No address is known for this name.'),
      `Can’t reach ${host}. Check the domain name and your network.`,
    ],
    [network('refused', 'Nothing accepts it.'), `Can’t reach ${host}. Check the domain name and your network.`],
    [
      new MillraceError(
        'CONNECTION_ERROR',
        { host, reason: 'certificate', detail: 'Its certificate has expired.' },
        { message: `${host} presented a certificate that this computer doesn’t trust.`, fix: 'Have it renewed.' },
      ),
      `${host} presented a certificate that this computer doesn’t trust. Its certificate has expired. Have it renewed.`,
    ],
    [
      network('tls', 'No encrypted connection could be agreed on.'),
      `Can’t reach ${host}. No encrypted connection could be agreed on. Check the domain name and whether it speaks https.`,
    ],
    [
      new MillraceError(
        'CONNECTION_ERROR',
        { host, reason: 'client-certificate', detail: 'It lets in only who shows one.' },
        { message: `${host} asked for a client certificate.`, fix: 'Add it under Advanced ▸ Mutual TLS.' },
      ),
      `${host} asked for a client certificate. Add it under Advanced ▸ Mutual TLS.`,
    ],
    [
      new MillraceError('REQUEST_TIMEOUT', { host, seconds: 10 }),
      `${host} didn’t answer in 10 seconds. Try again, or increase the timeout.`,
    ],
    [
      new MillraceError('MISSING_TOKEN', { system: 'Salesforce' }, { why: 'The sign-in expired.', fix: 'Reconnect.' }),
      'The sign-in expired. Reconnect.',
    ],
    [
      new MillraceError('SERVICE_FAILED', { system: 'Salesforce', status: 503, detail: 'Maintenance.' }),
      'Salesforce failed (503). Maintenance. It is the service’s own fault; try again later.',
    ],
  ])('of %s reads as in the guide', (error, text) => {
    const { message, fix } = explainFailure(error);
    expect(`${message} ${fix}`).toBe(text);
  });

  it('leaves a connection failed, or its sign-in expired where only a new one helps', () => {
    const expired = new MillraceError('MISSING_TOKEN', { system: 'Salesforce', reason: 'session-expired' });
    const statuses = [undefined, network('dns', ''), expired].map((error) => statusAfter(error, 'oauth2'));
    expect(statuses).toEqual(['connected', 'failed', 'sign_in_expired']);
  });

  it('leaves a connection inactive only where the principal of its named credential lacks a permission', () => {
    const api = new MillraceError('PERMISSION_MISSING', { system: 'Salesforce', detail: 'No API.' });
    const notUsable = (reason: string) => new MillraceError('CREDENTIAL_NOT_USABLE', { detail: 'Why.', reason });
    expect([api, notUsable('not-permitted')].map((error) => statusAfter(error, 'named'))).toEqual([
      'inactive',
      'inactive',
    ]);
    expect(statusAfter(notUsable('principals'), 'named')).toBe('failed');
    expect(statusAfter(api, 'oauth2')).toBe('failed');
  });
});
