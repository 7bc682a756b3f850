import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestTerminal } from '../../../test/fakes/terminal.ts';
import { findClosedPort } from '../../../test/support/closed-port.ts';
import { openNodeHost } from '../../compose/node-host.ts';
import { runOn } from '../main.ts';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-cli-'));
  const flow = {
    format: 'millrace.flow/1',
    id: '3e9d5c5b-8f0b-4a52-9a5e-0d6c9f3f1a05',
    name: 'Take leads',
    steps: [{ id: 'call', type: 'webhook', name: 'New lead', settings: { path: '/new-lead/' } }],
    edges: [],
  };
  writeFileSync(join(folder, 'leads.json'), JSON.stringify(flow));
  expect((await millrace(['flows', 'import', 'leads.json'])).code).toBe(0);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function millrace(words: string[], input = '') {
  const environment = { MILLRACE_PASSPHRASE: 'open sesame' };
  const terminal = createTestTerminal({ workingFolder: folder, environment, input });
  const code = await runOn(terminal, [...words, '--data', join(folder, 'data')]);
  return { code, ...terminal.written };
}

describe('millrace webhooks', () => {
  it('list shows the address that the open Millrace hears, on the port that is chosen', async () => {
    expect((await millrace(['webhooks', 'list'])).out).toMatch(
      /Take leads +New lead +all let in +once the flow is active/,
    );
    const port = await findClosedPort();
    expect((await millrace(['webhooks', 'port'])).out).toContain('No port is chosen yet');
    expect((await millrace(['webhooks', 'port', String(port)])).out).toBe(`Webhooks are called on port ${port}.\n`);
    await millrace(['flows', 'activate', 'Take leads']);
    expect((await millrace(['webhooks', 'list'])).out).toContain('once Millrace has been open');
    const host = await openNodeHost({ dataFolder: join(folder, 'data'), ownerName: 't', version: '0', shell: 'none' });
    const flowId = host.services.flows.list().find(({ name }) => name === 'Take leads')?.id ?? '';
    await host.services.triggers.start([]);
    await expect.poll(() => host.services.webhooks.describe(flowId, 'call').address).not.toBeNull();
    const { address } = host.services.webhooks.describe(flowId, 'call');
    await host.close();
    expect(address).toContain(`:${port}/`);
    expect(JSON.parse((await millrace(['webhooks', 'list', 'Take leads', '--json'])).out)).toMatchObject([{ address }]);
  });

  it('secret prints a new secret once, alone, or stores the one that comes in; it never stands on the command line', async () => {
    const made = await millrace(['webhooks', 'secret', 'Take leads']);
    expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^[\w-]{43}\n$/)]);
    expect(made.err).toContain('shown only now');
    const entered = await millrace(
      ['webhooks', 'secret', 'Take leads', '--step', 'call', '--enter'],
      'sixteen letters!\n',
    );
    expect([entered.code, entered.out]).toEqual([0, '']);
    expect((await millrace(['webhooks', 'list', '--json'])).out).not.toContain(made.out.trim());
    for (const [words, code] of [
      [['secret', 'Take leads', '--enter'], 'COMMAND_WRONG'],
      [['secret', 'Take leads', '--step', 'other'], 'NOT_FOUND'],
      [['list', 'Nowhere'], 'NOT_FOUND'],
      [['port', '80'], 'COMMAND_WRONG'],
    ] as const) {
      expect((await millrace(['webhooks', ...words], 'short')).err).toContain(`error ${code}`);
    }
  });
});
