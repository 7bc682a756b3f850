import { describe, expect, it } from 'vitest';
import type { AuthSchemeManifest, ConnectorManifest } from '../../shared/connector/manifest.ts';
import { clearSecretAfterChange, findBoundSecrets } from './clear-secret.ts';
import { draftToInput, emptyDraft, findDraftErrors, findUnneeded, isRequired } from './connection-draft.ts';
import { signInAddress } from './sign-in-address.ts';

const scheme: AuthSchemeManifest = {
  id: 'password',
  label: 'Password',
  description: '',
  fields: [
    { key: 'username', label: 'Username', control: 'text', required: true },
    { key: 'clientSecret', label: 'Consumer secret', control: 'text', secret: true, required: true },
    { key: 'password', label: 'Password', control: 'text', secret: true, required: true },
    { key: 'securityToken', label: 'Security token', control: 'text', secret: true },
  ],
};
const connector: ConnectorManifest = {
  id: 'salesforce',
  version: 1,
  label: 'Salesforce',
  icon: 'salesforce.svg',
  description: '',
  common: [
    {
      key: 'environment',
      label: 'Environment',
      control: 'choice',
      required: true,
      options: [
        { value: 'production', label: 'Production', help: 'https://login.salesforce.com' },
        { value: 'custom', label: 'Custom domain', help: 'The org’s own address' },
        { value: 'practice', label: 'Practice' },
      ],
    },
    { key: 'domain', label: 'Domain', control: 'text', visibleWhen: { field: 'environment', is: ['custom'] } },
    { key: 'apiVersion', label: 'API version', control: 'text', default: '64.0', group: 'more' },
  ],
  auth: [scheme],
  steps: [],
};
const manifest = { connector, scheme };
const complete = {
  name: ' Acme ',
  description: '',
  fields: { environment: 'production', domain: 'left over', username: 'ada', apiVersion: '64.0' },
  secrets: { password: 'p', clientSecret: 's', securityToken: '' },
};

describe('a connection’s draft', () => {
  it('starts with the fields’ defaults', () => {
    expect(emptyDraft(connector, scheme).fields).toEqual({ apiVersion: '64.0' });
  });

  it('lacks nothing when every required field that applies is filled', () => {
    expect(findDraftErrors(complete, manifest, [])).toEqual({});
  });

  it('doesn’t ask for a field that is optional with what was chosen', () => {
    const field = { key: 'clientId', label: 'Consumer key', control: 'text' as const, required: true };
    const optionalWhen = { field: 'environment', is: ['practice'] };
    expect(isRequired({ ...field, optionalWhen }, new Set(), { environment: 'practice' })).toBe(false);
    expect(isRequired({ ...field, optionalWhen }, new Set(), { environment: 'test' })).toBe(true);
  });

  it('names each required field that is empty, and a name that is taken', () => {
    const draft = { ...complete, fields: { environment: 'custom' }, secrets: {} };
    expect(Object.keys(findDraftErrors(draft, manifest, ['ACME'])).toSorted()).toEqual([
      'clientSecret',
      'domain',
      'name',
      'password',
      'username',
    ]);
  });

  it('may leave empty what is stored already', () => {
    expect(findDraftErrors({ ...complete, secrets: {} }, manifest, [], new Set(['password', 'clientSecret']))).toEqual(
      {},
    );
  });

  it('may go on without what a stored connection does without', () => {
    const unneeded = findUnneeded({ fields: { username: 'ada' }, secretsStored: ['password'] }, manifest);
    expect([...unneeded]).toEqual(['environment', 'domain', 'apiVersion', 'clientSecret', 'securityToken']);
  });

  it('sends only fields that apply and secrets that were typed', () => {
    expect(draftToInput(complete, manifest)).toEqual({
      name: 'Acme',
      description: '',
      fields: { environment: 'production', username: 'ada', apiVersion: '64.0' },
      secrets: { password: 'p', clientSecret: 's' },
    });
  });
});

describe('what is sent of an emptied field', () => {
  it('is that it is empty, so that an edit can take a detail away', () => {
    const emptied = { ...complete, fields: { ...complete.fields, apiVersion: ' ' } };
    expect(draftToInput(emptied, manifest).fields).toMatchObject({ username: 'ada', apiVersion: '' });
  });
});

describe('changing the details of a stored connection', () => {
  it('drops a secret that belongs to the changed field', () => {
    const fields = [
      { key: 'proxyHost', label: 'Proxy host', control: 'text' as const },
      { key: 'proxyPassword', label: 'Proxy password', control: 'text' as const, secret: true, boundTo: ['proxyHost'] },
    ];
    const routed = { ...connector, common: [...connector.common, ...fields] };
    expect(findBoundSecrets(routed, scheme, 'proxyHost')).toEqual([
      { key: 'proxyPassword', text: 'Proxy password cleared because Proxy host changed. Enter it again.' },
    ]);
    expect(findBoundSecrets(routed, scheme, 'username')).toEqual([]);
  });

  it('clears the password when a sign-in field or the environment changes', () => {
    expect(clearSecretAfterChange(connector, scheme, 'username')).toBe(
      'Password cleared because Username changed. Enter it again.',
    );
    expect(clearSecretAfterChange(connector, scheme, 'environment')).toContain('Environment changed');
  });

  it('clears nothing when only name, description or the password itself changes', () => {
    for (const key of ['name', 'description', 'password']) {
      expect(clearSecretAfterChange(connector, scheme, key)).toBeUndefined();
    }
  });
});

describe('signInAddress', () => {
  const address = (fields: Record<string, string>) => signInAddress(connector, fields, 'http://127.0.0.1:4000');

  it('follows the environment', () => {
    expect(address({ environment: 'production' })).toBe('https://login.salesforce.com');
    expect(address({ environment: 'practice' })).toBe('http://127.0.0.1:4000');
    expect(address({})).toBeUndefined();
  });

  it.each(['acme', 'ACME', 'acme.my.salesforce.com', 'https://acme.lightning.force.com/one/one.app'])(
    'reads “%s” as the org acme',
    (domain) => {
      expect(address({ environment: 'custom', domain })).toBe('https://acme.my.salesforce.com');
    },
  );
});
