import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { connectorIds, findConnector, findStepDefinition, listConnectorManifests } from './registry.ts';
import { action, defineConnector, field } from './sdk/index.ts';
import { withDefaults } from './sdk/inputs.ts';

describe('the connectors', () => {
  it('are found by id, their steps by type, and nothing by another name', async () => {
    for (const id of connectorIds) expect((await findConnector(id))?.id).toBe(id);
    expect((await findStepDefinition('salesforce.create'))?.manifest.shape).toBe('batch');
    for (const type of ['salesforce.nothing', 'nothing.create', 'constructor', '__proto__.create', 'salesforce', '']) {
      expect(await findStepDefinition(type)).toBeUndefined();
    }
  });

  it('are plain data to everybody else', async () => {
    const manifests = await listConnectorManifests();
    expect(JSON.parse(JSON.stringify(manifests))).toEqual(manifests);
    expect(manifests.steps.map(({ type }) => type)).toEqual([
      'salesforce.create',
      'salesforce.query',
      'http.request',
      'files.read',
      'files.write',
    ]);
    expect(manifests.connectors.map(({ id, auth }) => [id, auth.map((scheme) => scheme.id)])).toEqual([
      ['salesforce', ['basic', 'oauth2', 'jwt', 'client_credentials', 'saml', 'password', 'named']],
      ['http', ['none', 'basic', 'bearer', 'api_key', 'oauth2', 'client_credentials', 'device_code']],
      ['files', []],
    ]);
  });

  it('mark every secret, give no secret a default, and have a label for every field', async () => {
    const { connectors, steps } = await listConnectorManifests();
    const signIn = connectors.flatMap(({ common, auth }) => [...common, ...auth.flatMap(({ fields }) => fields)]);
    for (const { key, secret, default: value } of signIn) {
      expect(secret === true, key).toBe(/secret|password|token$|^privateKey$|^value$/i.test(key));
      if (secret) expect(value).toBeUndefined();
    }
    for (const { key, label } of [...signIn, ...steps.flatMap(({ fields }) => fields)])
      expect(label, key).toMatch(/^[A-Z]/);
  });

  it('load only when they are used', () => {
    const script = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
      const { findStepDefinition } = await import(${JSON.stringify(new URL('./registry.ts', import.meta.url).href)});
      await findStepDefinition('files.read');
      console.log(JSON.stringify(loaded.filter((url) => url.includes('/connectors/')).map((url) => url.split('/connectors/')[1])));`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    const loaded: string[] = JSON.parse(printed);
    expect(loaded).toContain('files/files.connector.ts');
    expect(loaded.filter((file) => /^(salesforce|http)\//.test(file))).toEqual([]);
  });
});

describe('a connector', () => {
  const declare = (facts: object) =>
    defineConnector({
      id: 'acme',
      version: 1,
      label: 'Acme',
      icon: 'acme.svg',
      description: '',
      common: {},
      auth: {},
      errors: () => {
        throw new Error('It refuses nothing.');
      },
      actions: {
        send: action({
          label: 'Send',
          description: '',
          icon: 'send',
          keywords: [],
          effect: 'write',
          reversible: 'no',
          idempotency: 'never',
          connection: 'none',
          input: { text: field.value('Text') },
          summary: '',
          shape: 'map',
          prepare: () => ({ run: async () => ({}) }),
          ...facts,
        }),
      },
    });

  it('registers with actions that say what they do', () => {
    expect(declare({}).id).toBe('acme');
  });

  it.each(['effect', 'reversible', 'idempotency', 'shape', 'connection'])(
    'doesn’t register with an action that keeps its %s to itself',
    (fact) => {
      expect(() => declare({ [fact]: undefined })).toThrow(`acme.send doesn’t declare its ${fact}.`);
    },
  );

  it('doesn’t register with an input of its own that isn’t in the form', () => {
    expect(() => declare({ raw: ['other'] })).toThrow('acme.send has no input “other”.');
  });

  it('gets the defaults of settings that are absent, and no others', () => {
    const fields = { a: field.number('A', { default: 5 }), b: field.toggle('B', { default: true }) };
    expect(withDefaults(fields, { b: false, c: 1 })).toEqual({ a: 5, b: false, c: 1 });
  });
});
