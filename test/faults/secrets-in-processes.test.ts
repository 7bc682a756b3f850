import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNodeHost } from '../../electron/compose/node-host.ts';
import { createNodeCipher } from '../../electron/node/cipher.ts';
import { createPassphraseSource } from '../../electron/node/key-passphrase.ts';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import { creatingFlow, practiceDetails } from '../host/connection-world.ts';
import { changePassword } from '../support/change-password.ts';
import { encodeSecret } from '../support/encode-secret.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { startProgram } from '../support/run-program.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

const program = join(import.meta.dirname, 'programs/run-command.ts');

/** Characters that every encoding writes differently. */
const canaries = {
  password: 'cAnary/1+ü"salesforce',
  passphrase: 'cAnary/3+ü"passphrase',
  backup: 'cAnary/4+ü"backup',
};

let org: PracticeOrg;
beforeAll(async () => {
  org = await startPracticeOrg();
  await changePassword(org, canaries.password);
});
afterAll(() => org.close());

const looked = () => {
  const { securityToken = '' } = org.users[0] ?? {};
  const { clientSecret = '' } = org.clients[0] ?? {};
  return [...Object.values(canaries), securityToken, clientSecret].flatMap(encodeSecret);
};

/** What anyone can see of processes: command lines, and environments where we may read them. */
function createProcessReader(): () => Buffer {
  const known = new Map<string, Buffer>();
  const read = (path: string): Buffer => {
    try {
      return readFileSync(path);
    } catch {
      // It has ended since the folder was listed, or it is another user's.
      return Buffer.alloc(0);
    }
  };
  /** Of a process that runs another program than when it was last looked at, or wasn't there. */
  const readChanged = (id: string): Buffer[] => {
    const command = read(`/proc/${id}/cmdline`);
    if (known.get(id)?.equals(command)) return [];
    known.set(id, command);
    return [command, read(`/proc/${id}/environ`)];
  };
  return () =>
    Buffer.concat(
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .flatMap(readChanged),
    );
}

/** Looks at all processes every 50 ms; `stop` resolves with how often it looked and what it found. */
function watchProcesses(needles: readonly Buffer[]) {
  const stopping = new AbortController();
  const found = new Set<string>();
  const readProcesses = createProcessReader();
  let looks = 0;
  const watching = (async () => {
    try {
      for await (const _ of setInterval(50, undefined, { signal: stopping.signal })) {
        const seen = readProcesses();
        looks += 1;
        for (const needle of needles) if (seen.includes(needle)) found.add(needle.toString('latin1'));
      }
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await watching;
      return { looks, found: [...found] };
    },
  };
}

describe.skipIf(process.platform !== 'linux')('secrets of commands', () => {
  const runs = repetitions(2, 100);
  it(
    `S18 stand in no command line, no environment and no temporary file during ${runs} runs of a flow`,
    async () => {
      const folder = createTemporaryFolder();
      const temporary = join(folder, 'tmp');
      mkdirSync(temporary);
      const given = (name: string, text: string): string => {
        writeFileSync(join(folder, name), text, { mode: 0o600 });
        return join(folder, name);
      };
      const common = ['--data', join(folder, 'data'), '--passphrase-file', given('passphrase', canaries.passphrase)];
      const millrace = async (...words: string[]): Promise<string> => {
        const command = startProgram(program, [...words, ...common], ['env', `TMPDIR=${temporary}`]);
        const code = await command.ended();
        expect([words.slice(0, 2), code, ...command.lines]).toEqual([words.slice(0, 2), 0, ...command.lines]);
        expect(readdirSync(temporary)).toEqual([]);
        return command.lines.join('\n');
      };
      const host = await openNodeHost({
        dataFolder: join(folder, 'data'),
        ownerName: 'test',
        version: '0.0.0',
        shell: 'none',
        keySources: [createPassphraseSource(createNodeCipher(), canaries.passphrase)],
      });
      const details = practiceDetails(org, 'Acme');
      const own = { ...details.secrets, password: canaries.password };
      await host.services.connections.create({ ...details, secrets: own });
      await host.close();

      const watch = watchProcesses(looked());
      const file = given('acme.json', JSON.stringify(own));
      await millrace('connections', 'edit', 'Acme', '--secrets', file);
      await millrace(
        'vault',
        'backup',
        join(folder, 'b.json'),
        '--backup-passphrase-file',
        given('b', canaries.backup),
      );
      const flow = given('flow.json', JSON.stringify(creatingFlow('Short')));
      const output: string[] = [];
      for (let run = 0; run < runs; run += 1) output.push(await millrace('run', flow, '--bind', 'crm=Acme', '--json'));
      const { looks, found } = await watch.stop();

      expect(found).toEqual([]);
      expect(looks).toBeGreaterThan(runs * 4);
      // The search can find what it looks for, in a file as well as in a process.
      expect(looked().some((needle) => readFileSync(file).includes(needle))).toBe(true);
      const exposed = watchProcesses(looked());
      await startProgram(program, ['--version', canaries.backup]).ended();
      expect((await exposed.stop()).found.length).toBeGreaterThan(0);
      for (const needle of looked()) expect(output.some((text) => Buffer.from(text).includes(needle))).toBe(false);
      expect(org.requests({ path: '/services/data/*', method: 'POST' }).length).toBeGreaterThanOrEqual(runs);
    },
    timeLimit(runs, 10_000) + 120_000,
  );
});
