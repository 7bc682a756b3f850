import { describe, expect, it } from 'vitest';
import type { AuthSchemeManifest, ConnectorManifest } from '../../shared/connector/manifest.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import {
  factsOfError,
  factsOfTest,
  fieldToMend,
  offeredIn,
  remediesOf,
  switchEnvironment,
} from './failure-remedies.ts';

const scheme: AuthSchemeManifest = {
  id: 'oauth2',
  label: 'OAuth 2.0',
  description: '',
  fields: [{ key: 'clientId', label: 'Consumer key', control: 'text' }],
};
const connector: ConnectorManifest = {
  id: 'salesforce',
  version: 1,
  label: 'Salesforce',
  icon: '',
  description: '',
  common: [{ key: 'connectionTimeout', label: 'Connection timeout', control: 'number' }],
  auth: [scheme],
  steps: [],
};
const token = (data: Record<string, string>) => new MillraceError('MISSING_TOKEN', { system: 'Salesforce', ...data });
const callbackUrl = 'http://localhost:8085/callback';

describe('what is offered against a failed sign-in', () => {
  it.each([
    [token({ reason: 'credentials-rejected', field: 'password' }), ['switchEnvironment', 'editField']],
    [token({ reason: 'session-expired' }), ['reconnect']],
    [token({ reason: 'callback-not-registered', callbackUrl }), ['copyCallbackUrl']],
    [token({ reason: 'app-unknown', field: 'clientId' }), ['tryAgain', 'editField']],
    [token({}), []],
    [new MillraceError('REQUEST_TIMEOUT', { host: 'acme', seconds: 30 }), ['tryAgain', 'increaseTimeout']],
    [new MillraceError('CONNECTION_ERROR', { host: 'acme', reason: 'dns' }), ['tryAgain']],
    [new MillraceError('CALLBACK_PORT_IN_USE', { port: 8085 }), ['editField']],
    [new MillraceError('ADDRESS_WRONG', { field: 'domain' }), ['editField']],
  ])('follows from its code and data (%s)', (error, kinds) => {
    expect(remediesOf(factsOfError(error)).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('names the address to register, the field to mend, and the timeout that ran out', () => {
    expect(remediesOf(factsOfError(token({ reason: 'callback-not-registered', callbackUrl })))).toEqual([
      { kind: 'copyCallbackUrl', url: callbackUrl },
    ]);
    expect(fieldToMend(remediesOf(factsOfError(token({ field: 'clientId' }))))).toBe('clientId');
    const slow = {
      succeeded: false,
      message: '',
      code: 'REQUEST_TIMEOUT',
      lines: [{ step: 'api' as const, status: 'failed' as const }],
      testedAt: '',
      durationMs: 0,
    };
    expect(remediesOf(factsOfTest(slow))).toContainEqual({ kind: 'increaseTimeout', field: 'readTimeout' });
    expect(remediesOf(factsOfTest({ ...slow, lines: [] }))).toContainEqual({
      kind: 'increaseTimeout',
      field: 'connectionTimeout',
    });
  });

  it('is left out where the form has no field for it, or nobody can approve anything', () => {
    const all = [
      { kind: 'switchEnvironment' },
      { kind: 'reconnect' },
      { kind: 'tryAgain' },
      { kind: 'increaseTimeout', field: 'connectionTimeout' },
      { kind: 'editField', field: 'nowhere' },
    ] as const;
    const kinds = (manifest: Parameters<typeof offeredIn>[0], chosen: string) =>
      offeredIn(manifest, all, { environment: chosen }).map(({ kind }) => kind);
    expect(kinds({ connector, scheme }, 'test')).toEqual(['switchEnvironment', 'tryAgain', 'increaseTimeout']);
    const bare = { ...connector, common: [] };
    const approved = { ...scheme, authorizes: true as const };
    expect(kinds({ connector: bare, scheme: approved }, 'practice')).toEqual(['reconnect', 'tryAgain']);
  });

  it('takes Production for Test and the other way round', () => {
    const switched = switchEnvironment({ environment: 'production', username: 'ada' });
    expect(switched).toEqual({ environment: 'test', username: 'ada' });
    expect(switchEnvironment(switched)).toEqual({ environment: 'production', username: 'ada' });
  });
});
