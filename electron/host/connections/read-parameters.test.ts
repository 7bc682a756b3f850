import { describe, expect, it } from 'vitest';
import { readParameters } from './read-parameters.ts';

const whole = {
  SALESFORCE_CLIENT_ID: '3MVG9=key',
  SALESFORCE_CLIENT_SECRET: 'a#b "c"',
  SALESFORCE_USERNAME: 'ada@acme.example',
  SALESFORCE_PASSWORD: 'pass word',
  SALESFORCE_SECURITY_TOKEN: 'token',
  SALESFORCE_URL_LOGIN: 'https://login.salesforce.com/services/oauth2/token',
  SALESFORCE_SOAP_URL_LOGIN: 'https://login.salesforce.com/services/Soap/c/45.0',
  SALESFORCE_VERSION: '45.0',
};
const draft = {
  connector: 'salesforce',
  auth: 'password',
  fields: { clientId: '3MVG9=key', username: 'ada@acme.example', environment: 'production', apiVersion: '45.0' },
  secrets: { clientSecret: 'a#b "c"', password: 'pass word', securityToken: 'token' },
  unknown: [],
  problems: [],
};
const entries = Object.entries(whole);

describe('pasted SALESFORCE_ parameters', () => {
  const forms: [string, string][] = [
    ['lines', entries.map(([name, value]) => `${name}=${value}`).join('\n')],
    ['a .env file', `# ours\r\n${entries.map(([name, value]) => `export ${name}='${value}' # note`).join('\r\n')}`],
    [
      'YAML',
      `env:\n${entries.map(([name, value]) => `  ${name}: ${JSON.stringify(value).includes('\\') ? `'${value}'` : `"${value}"`}`).join('\n')}`,
    ],
    ['a YAML list', entries.map(([name, value]) => `- name: ${name}\n  value: '${value}'`).join('\n')],
    ['JSON', JSON.stringify(whole, null, 2)],
    ['a JSON list', JSON.stringify(entries.map(([name, value]) => ({ name, value })))],
  ];
  it.each(forms)('are read from %s', (_, text) => {
    expect(readParameters(text)).toEqual(draft);
  });

  const login = (url: string) => readParameters(`SALESFORCE_URL_LOGIN=${url}`).fields;
  it('choose the environment by the address', () => {
    expect(login('https://test.salesforce.com/x')).toEqual({ environment: 'test' });
    expect(login('https://acme.my.salesforce.com/services')).toEqual({
      environment: 'custom',
      domain: 'acme.my.salesforce.com',
    });
    expect(login('https://acme.lightning.force.com')).toMatchObject({ domain: 'acme.my.salesforce.com' });
    expect(login('http://127.0.0.1:8080/x')).toEqual({ environment: 'practice', domain: 'http://127.0.0.1:8080' });
  });

  it('choose the way to sign in by what is given', () => {
    expect(readParameters('SALESFORCE_USERNAME=a\nSALESFORCE_PASSWORD=b').auth).toBe('basic');
    expect(readParameters('SALESFORCE_CLIENT_ID=a\nSALESFORCE_CLIENT_SECRET=b').auth).toBe('client_credentials');
  });

  it('that mean nothing are listed, and values that can’t be used are said', () => {
    const text =
      'SALESFORCE_CLIENT_ID=a\nSALESFORCE_COLOR=red\nHOME=/root\nSALESFORCE_VERSION=new\nSALESFORCE_URL_LOGIN=http://acme.example';
    const { fields, unknown, problems } = readParameters(text);
    expect(fields).toEqual({ clientId: 'a' });
    expect(unknown).toEqual(['SALESFORCE_COLOR', 'HOME']);
    expect(problems.map(({ name }) => name)).toEqual(['SALESFORCE_VERSION', 'SALESFORCE_URL_LOGIN']);
  });

  it.each(['', 'Dear Ada', '{}', '{ "a": ', '__proto__=1', 'A=1'])('are missing in %j', (text) => {
    expect(() => readParameters(text)).toThrow('holds no parameters');
  });
});
