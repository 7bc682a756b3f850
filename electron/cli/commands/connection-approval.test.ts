import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestTerminal, type TestTerminal } from '../../../test/fakes/terminal.ts';
import { approveAt, enterCode } from '../../../test/support/authorize-on-pages.ts';
import { findClosedPort } from '../../../test/support/closed-port.ts';
import { type IdentityProvider, publicClient, startIdentityProvider } from '../../../test/support/identity-provider.ts';
import { runOn } from '../main.ts';

let folder: string;
let provider: IdentityProvider;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-cli-'));
  writeFileSync(join(folder, 'secrets.json'), '{}');
  provider = await startIdentityProvider();
});

afterEach(async () => {
  await provider.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(words: string[]): { terminal: TestTerminal; code: Promise<number> } {
  const terminal = createTestTerminal({ workingFolder: folder, environment: { MILLRACE_PASSPHRASE: 'open sesame' } });
  return { terminal, code: runOn(terminal, ['connections', ...words, '--data', join(folder, 'data')]) };
}

/** Waits until the command has written what the pattern finds; resolves with its first group. */
async function read(terminal: TestTerminal, pattern: RegExp): Promise<string> {
  const find = () => pattern.exec(terminal.written.err)?.[1] ?? '';
  await expect.poll(find, { timeout: 20_000 }).not.toBe('');
  return find();
}

const add = (auth: string, ...more: string[]) => [
  ...['add', 'Service', '--connector', 'http', '--auth', auth, '--secrets', 'secrets.json'],
  ...['--set', `baseUrl=${provider.apiUrl}`, '--set', `issuer=${provider.issuer}`],
  ...['--set', `clientId=${publicClient.clientId}`, '--set', 'scopes=openid offline_access'],
  ...more,
];

describe('millrace connections with access that a person approves', () => {
  it('add shows the address and waits for it; reconnect does the same', async () => {
    const adding = start(add('oauth2', '--set', `callbackPort=${await findClosedPort()}`));
    await approveAt(await read(adding.terminal, /^(http:\S+)$/m));
    expect(await adding.code).toBe(0);
    expect(adding.terminal.written.out).toMatch(/^Saved “Service”\. Connection test succeeded\./);
    expect(adding.terminal.written.err).toContain('Approved by ada@example.com.');

    provider.revoke('all');
    expect(await start(['test', 'Service']).code).toBe(1);
    const again = start(['reconnect', 'Service', '--json']);
    await approveAt(await read(again.terminal, /^(http:\S+)$/m));
    expect(await again.code).toBe(0);
    expect(JSON.parse(again.terminal.written.out)).toMatchObject({ connection: { status: 'connected' } });
  });

  it('add shows the code of a device and waits until it is entered', async () => {
    const { terminal, code } = start(add('device_code'));
    const userCode = await read(terminal, /^ {4}(\S+)$/m);
    expect(terminal.written.err).toContain(`Enter this code at ${provider.issuer}/device, on any device:`);
    await enterCode({ verificationUrl: `${provider.issuer}/device`, userCode });
    expect(await code).toBe(0);
    expect(terminal.written.out).toMatch(/^Saved “Service”/);
  });

  it('stores nothing when access is denied or the command is interrupted', async () => {
    const denied = start(add('oauth2', '--set', `callbackPort=${await findClosedPort()}`));
    await approveAt(await read(denied.terminal, /^(http:\S+)$/m), 'deny');
    expect(await denied.code).toBe(1);
    expect(denied.terminal.written.err).toContain('AUTHORIZATION_REFUSED');
    const left = start(add('device_code'));
    await read(left.terminal, /^ {4}(\S+)$/m);
    left.terminal.interrupt();
    expect(await left.code).toBe(130);
    const listed = start(['list', '--json']);
    await listed.code;
    expect(listed.terminal.written.out).not.toContain('"Service"');
  });
});
