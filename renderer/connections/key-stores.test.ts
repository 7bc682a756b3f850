import { describe, expect, it } from 'vitest';
import type { AuthSchemeManifest, ConnectorManifest } from '../../shared/connector/manifest.ts';
import type { KeyStoreEntry, KeyStoreListing } from '../../shared/contract/index.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import { findSignInErrors, type SignInDraft, signInToInput } from './connection-draft.ts';
import { chosenKey, findShownKeyStoreErrors, keyStoreFields, listingOf, takeReading } from './key-stores.ts';

const scheme: AuthSchemeManifest = {
  id: 'jwt',
  label: 'OAuth JWT',
  description: '',
  fields: [
    {
      key: 'keyStore',
      label: 'Key store',
      control: 'file',
      required: true,
      keptAs: 'keyStoreContent',
      keys: { password: 'storePassword', alias: 'alias', instead: 'privateKey' },
    },
    { key: 'storePassword', label: 'Store password', control: 'text', secret: true, required: true },
    { key: 'alias', label: 'Certificate alias', control: 'text' },
    { key: 'privateKey', label: 'Private key', control: 'text', secret: true, group: 'more' },
  ],
};
const connector: ConnectorManifest = {
  id: 'salesforce',
  version: 1,
  label: 'Salesforce',
  icon: '',
  description: '',
  common: [],
  auth: [scheme],
  steps: [],
};
const manifest = { connector, scheme };
const [field] = keyStoreFields(scheme.fields);
if (!field) throw new Error('The scheme has a key store');

const key = (alias: string, facts: Partial<KeyStoreEntry> = {}): KeyStoreEntry => ({
  alias,
  subject: `CN=${alias}`,
  issuer: `CN=${alias}`,
  notBefore: null,
  notAfter: null,
  algorithm: 'RSA 2048',
  usable: true,
  ...facts,
});
const listing = (...entries: KeyStoreEntry[]): KeyStoreListing => ({ kind: 'pkcs12', entries });
const draft: SignInDraft = {
  fields: { keyStore: 'server.p12' },
  secrets: { keyStoreContent: 'AAAA', storePassword: 'p' },
};
const read = (found: KeyStoreListing | MillraceError, from = draft) =>
  takeReading(field, from, { content: 'AAAA', password: from.secrets.storePassword ?? '', found });

describe('a key store in a form', () => {
  it('with one key has it chosen', () => {
    const opened = read(listing(key('acme')));
    expect(opened.fields.alias).toBe('acme');
    expect(findSignInErrors(opened, manifest)).toEqual({});
  });

  it('with several keys asks for one, and says so only when going on', () => {
    const opened = read(listing(key('one'), key('two')));
    expect(opened.fields.alias).toBe('');
    expect(findShownKeyStoreErrors(manifest, opened)).toEqual({});
    expect(findSignInErrors(opened, manifest)).toEqual({
      alias: 'Choose the key whose certificate is registered with the app.',
    });
  });

  it('keeps a key that was chosen, whatever the case of its name, and drops one that the file doesn’t have', () => {
    const chosen = { ...draft, fields: { ...draft.fields, alias: 'TWO' } };
    const opened = read(listing(key('one'), key('two')), chosen);
    expect(chosenKey(field, opened)?.alias).toBe('two');
    expect(read(listing(key('three'), key('four')), chosen).fields.alias).toBe('');
  });

  it('refuses an expired certificate and a key that isn’t RSA, and lets one pass that ends soon', () => {
    const expired = key('old', { usable: false, warning: 'It expired on 2026-01-01.' });
    expect(findShownKeyStoreErrors(manifest, read(listing(expired))).alias).toBe(
      'This certificate can’t be used. It expired on 2026-01-01. Choose another key, or another key store.',
    );
    const elliptic = key('ec', { usable: false, warning: 'It is a key of the kind EC; an RSA key is needed.' });
    expect(findSignInErrors(read(listing(elliptic)), manifest).alias).toBe(
      'Certificate must use SHA-256 with RSA. It is a key of the kind EC; an RSA key is needed.',
    );
    const ending = key('soon', { warning: 'It expires in 12 days, on 2026-12-04.' });
    expect(findSignInErrors(read(listing(ending)), manifest)).toEqual({});
  });

  it('says a wrong password at the password, but not while none was typed', () => {
    const wrong = new MillraceError('KEY_STORE_PASSWORD_WRONG', { detail: 'Another one protects it.' });
    const refused = read(wrong);
    expect(findShownKeyStoreErrors(manifest, refused)).toEqual({
      storePassword:
        'The password doesn’t open the key store. Another one protects it. Enter the password that the file was exported with.',
    });
    const untyped = read(wrong, { ...draft, secrets: { keyStoreContent: 'AAAA' } });
    expect(findShownKeyStoreErrors(manifest, untyped)).toEqual({});
    expect(findSignInErrors(untyped, manifest)).toEqual({ storePassword: 'Store password is required.' });
  });

  it('says that a file can’t be read at the file', () => {
    const refused = read(new MillraceError('KEY_STORE_UNREADABLE', { detail: 'The file is damaged.' }));
    expect(Object.keys(findShownKeyStoreErrors(manifest, refused))).toEqual(['keyStore']);
  });

  it('that opens without a password needs none, and neither does a key that is entered by itself', () => {
    const open = read(listing(key('key')), { ...draft, secrets: { keyStoreContent: 'AAAA' } });
    expect(findSignInErrors(open, manifest)).toEqual({});
    expect(findSignInErrors({ fields: {}, secrets: { privateKey: '-----BEGIN' } }, manifest)).toEqual({});
    expect(Object.keys(findSignInErrors({ fields: {}, secrets: {} }, manifest))).toEqual(['keyStore', 'storePassword']);
  });

  it('forgets what was read when the password or the file changes, and sends nothing of it', () => {
    const opened = read(listing(key('acme')));
    expect(listingOf(field, { ...opened, secrets: { ...opened.secrets, storePassword: 'q' } })).toBeUndefined();
    expect(listingOf(field, { ...opened, secrets: { ...opened.secrets, keyStoreContent: 'BBBB' } })).toBeUndefined();
    expect(signInToInput(opened, manifest)).toEqual({
      fields: { keyStore: 'server.p12', alias: 'acme' },
      secrets: { keyStoreContent: 'AAAA', storePassword: 'p' },
    });
  });
});
