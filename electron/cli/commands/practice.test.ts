import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestTerminal, type TestTerminal } from '../../../test/fakes/terminal.ts';
import { runOn } from '../main.ts';
import type { PracticeAddress } from './practice-report.ts';

const hasShell =
  process.platform !== 'win32' && ['sh', 'curl', 'sed'].every((name) => spawnSync('which', [name]).status === 0);
const runFile = promisify(execFile);

let folder: string;
let running: { terminal: TestTerminal; ended: Promise<number> }[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-practice-'));
  running = [];
});

afterEach(async () => {
  for (const { terminal, ended } of running) {
    terminal.interrupt();
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

const words = (...command: string[]) => ['practice', ...command, '--data', join(folder, 'data')];

/** Starts an org and resolves with what it printed once it is ready. */
async function start(...options: string[]): Promise<string> {
  const terminal = createTestTerminal({ workingFolder: folder });
  const ended = runOn(terminal, words('start', ...options));
  running.push({ terminal, ended });
  await vi.waitUntil(() => terminal.written.out !== '' || terminal.written.err !== '', { timeout: 10_000 });
  return terminal.written.out;
}

async function startForJson(...options: string[]): Promise<PracticeAddress> {
  return JSON.parse(await start('--json', ...options)) as PracticeAddress;
}

async function run(...command: string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = createTestTerminal({ workingFolder: folder });
  const code = await runOn(terminal, words(...command));
  return { code, ...terminal.written };
}

/** The examples of a report by their titles. */
function readExamples(report: string): Map<string, string> {
  const blocks = report.split(/^# /m).slice(1);
  return new Map(
    blocks.map((block) => [block.slice(0, block.indexOf('\n')), block.slice(block.indexOf('\n') + 1).trim()]),
  );
}

async function paste(command: string): Promise<string> {
  const environment = { ...process.env, NO_PROXY: '*', no_proxy: '*' };
  return (await runFile('sh', ['-c', command], { env: environment })).stdout;
}

describe('millrace practice start', () => {
  it('prints hosts, page, users, clients and the key file, whose modes let nobody else read it', async () => {
    const report = await start('--seed', '3');
    for (const label of ['Page', 'Login host', 'Instance host', 'User', 'Client', 'Key file', 'Controls']) {
      expect(report).toMatch(new RegExp(`^${label} +\\S`, 'm'));
    }
    for (const file of ['practice-key.pem', 'practice.json']) {
      expect(statSync(join(folder, 'data', file)).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
    }
    expect(readFileSync(join(folder, 'data', 'practice-key.pem'), 'utf8')).toContain('BEGIN PRIVATE KEY');
  });

  it.skipIf(!hasShell)('prints an example for each way to sign in that works as it stands', async () => {
    const examples = readExamples(await start());
    const titles = [...examples.keys()];
    for (const kind of ['Web server', 'Refresh', 'JWT', 'SAML', 'Client credentials', 'Username', 'SOAP']) {
      expect(titles.some((title) => title.startsWith(kind))).toBe(true);
    }
    for (const [title, command] of examples) {
      const webServer = [...examples.values()][0] ?? '';
      const answer = await paste(title.startsWith('Refresh') ? `{ ${webServer}\n} > /dev/null; ${command}` : command);
      if (title.startsWith('SOAP')) expect(answer).toMatch(/<sessionId>00D/);
      else expect([title, JSON.parse(answer)]).toMatchObject([title, { access_token: expect.stringMatching(/^00D/) }]);
      if (title.startsWith('Web server'))
        expect(JSON.parse(answer)).toMatchObject({ refresh_token: expect.any(String) });
    }
  });

  it('prints one line of JSON with --json', async () => {
    const out = await start('--json');
    expect(out.trimEnd()).not.toContain('\n');
    expect(JSON.parse(out)).toMatchObject({
      loginUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      instanceUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      controlUrl: expect.stringContaining('/__sim/'),
      orgId: expect.stringMatching(/^00D/),
      users: [
        { username: 'admin@practice.example', password: expect.any(String), securityToken: expect.any(String) },
        {},
      ],
      clients: [
        { clientId: 'practice-client', clientSecret: expect.any(String), callbackUrl: expect.any(String) },
        {},
        {},
      ],
      tls: null,
    });
  });

  it('serves both hosts over TLS with --tls, under a certificate that a client can be told to trust', async () => {
    const { tls, certificateFile } = await startForJson('--tls');
    const ca = readFileSync(certificateFile ?? '', 'utf8');
    const status = await new Promise((resolve, reject) => {
      request(`${tls?.instanceUrl}/services/data`, { ca }, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
  });

  it('goes on with a kept org, and refuses a file that is none', async () => {
    const keep = ['--keep', 'org.db', '--seed', '9'];
    const first = await startForJson(...keep);
    const query = `${first.controlUrl}/lockUser`;
    await fetch(query, { method: 'POST', body: JSON.stringify({ username: 'sales@practice.example' }) });
    for (const { terminal, ended } of running.splice(0)) {
      terminal.interrupt();
      await ended;
    }
    const second = await startForJson('--keep', 'org.db');
    expect(await (await fetch(`${second.controlUrl}/lockUser`)).json()).toEqual({ locked: ['sales@practice.example'] });
    writeFileSync(
      join(folder, 'other.db'),
      'This is a text, and a longer one than the head of a database would be. '.repeat(20),
    );
    const refused = await run('start', '--keep', 'other.db');
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('COMMAND_WRONG');
  });
});

describe('millrace practice status and reset', () => {
  it('find the org of the data folder, and say when there is none', async () => {
    expect(await run('status')).toMatchObject({ code: 1, out: 'No practice org is being served.\n' });
    expect((await run('reset')).code).toBe(2);
    const report = await start();
    expect(await run('status')).toMatchObject({ code: 0, out: expect.stringContaining(report.split('\n')[0] ?? '?') });
    expect(JSON.parse((await run('reset', '--seed', '5', '--json')).out)).toEqual({ seed: 5 });
    expect((await run('reset')).out).toBe('The sample records are back.\n');
  });
});
