import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../../electron/node/http-server.fixture.ts';
import { encodeSecret } from '../support/encode-secret.ts';
import { startProgram } from '../support/run-program.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

const program = join(import.meta.dirname, 'programs/keep-secrets.ts');
const shell = ['sh', '-c', 'umask 000 && exec "$@"', 'sh'];

/** Characters that every encoding writes differently. */
const canaries = {
  basic: 'cAnary/1+ü"basic',
  bearer: 'cAnary/2+x"bearer',
  api_key: 'cAnary/3+x"key',
  named: 'cAnary/5+ü"named',
};
const passphrase = 'cAnary/4+ü"passphrase';

let service: TestServer;
beforeAll(async () => {
  service = await startServer((_request, response) => void response.end('{}'));
});
afterAll(() => service.close());

const needles = [...Object.values(canaries), passphrase].flatMap(encodeSecret);
const findNeedles = (bytes: Buffer): string[] =>
  needles.filter((needle) => bytes.includes(needle)).map((needle) => needle.toString('latin1'));

/** What anyone can see of processes: command lines, and the environment that children got. */
function readProcess(pid: number): Buffer {
  return Buffer.concat(['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`)));
}

describe.skipIf(process.platform !== 'linux')('secrets of a process that is killed', () => {
  it('S12 S15 S18 stand nowhere in the data folder, in no file that others can read, and in no process table', async () => {
    const folder = createTemporaryFolder();
    const data = join(folder, 'data');
    const given = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const words = [data, given('passphrase', passphrase), given('secrets', JSON.stringify(canaries)), service.url];
    const keeping = startProgram(program, words, shell);
    for (let operation = 1; operation <= 50; operation += 1) {
      await keeping.line(operation);
      expect(findNeedles(readProcess(keeping.process.pid ?? 0))).toEqual([]);
    }
    await keeping.kill();

    // The search can find what it looks for.
    expect(findNeedles(readFileSync(join(folder, 'passphrase')))).not.toEqual([]);
    expect(service.received.some(({ headers }) => headers['x-key'] === canaries.api_key)).toBe(true);
    expect(service.received.some(({ headers }) => headers['x-named'] === canaries.named)).toBe(true);
    const entries = readdirSync(data, { recursive: true, withFileTypes: true });
    expect(entries.map(({ name }) => name)).toContain('millrace.db-wal');
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) expect(findNeedles(readFileSync(path)), path).toEqual([]);
      if (entry.parentPath === data) expect(statSync(path).mode & 0o077, path).toBe(0);
    }
  }, 60_000);
});
