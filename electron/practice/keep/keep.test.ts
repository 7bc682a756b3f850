import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPracticeOrg } from '../practice-org.ts';
import { send, startTestOrg, type TestOrg } from '../testing/client.ts';
import { KeepError } from './keep.ts';

let folder: string;
let file: string;
let running: TestOrg[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'practice-keep-'));
  file = join(folder, 'org.sqlite');
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map(({ org }) => org.close()));
  await rm(folder, { recursive: true, force: true });
});

async function start(seed?: number): Promise<TestOrg> {
  const test = await startTestOrg({ keep: file, ...(seed === undefined ? {} : { seed }) });
  running.push(test);
  return test;
}

describe('an org kept in a file', () => {
  it('goes on with its records, its recycle bin and its running numbers after a restart', async () => {
    const first = await start(5);
    const kept = (await first.call('POST', '/sobjects/Account', { Name: 'Kept' })).json.id;
    const binned = (await first.call('POST', '/sobjects/Account', { Name: 'Binned' })).json.id;
    await first.call('PATCH', `/sobjects/Account/${kept}`, { Site: 'Changed' });
    await first.call('DELETE', `/sobjects/Account/${binned}`);
    const before = (await first.query('SELECT FIELDS(ALL) FROM Account LIMIT 200')).json.records;
    await first.org.close();

    const second = await start(9);
    expect((await second.call('GET', `/sobjects/Account/${kept}`)).json).toMatchObject({
      Name: 'Kept',
      Site: 'Changed',
    });
    expect((await second.call('DELETE', `/sobjects/Account/${binned}`)).json[0].errorCode).toBe('ENTITY_IS_DELETED');
    expect((await second.query('SELECT FIELDS(ALL) FROM Account LIMIT 200')).json.records).toEqual(before);
    const next = (await second.call('POST', '/sobjects/Account', { Name: 'Next' })).json.id;
    expect([kept, binned]).not.toContain(next);
  });

  it('knows tokens that were given out before the restart', async () => {
    const first = await start();
    await first.org.close();
    const second = await start();
    const headers = { authorization: `Bearer ${first.token}` };
    expect((await send(`${second.org.instanceUrl}/services/data/v64.0/limits`, { headers })).status).toBe(200);
  });

  it('keeps what a reset made of it', async () => {
    const first = await start(1);
    await first.call('POST', '/sobjects/Account', { Name: 'Gone' });
    first.org.reset(3);
    const names = (await first.query('SELECT Name FROM Account')).json.records;
    await first.org.close();
    const second = await start();
    expect((await second.query('SELECT Name FROM Account')).json.records).toEqual(names);
  });

  it('loses nothing of a write that was answered when its process is killed', async () => {
    const program = `
      import { startTestOrg } from ${JSON.stringify(new URL('../testing/client.ts', import.meta.url).href)};
      const test = await startTestOrg({ keep: ${JSON.stringify(file)} });
      const answer = await test.call('POST', '/sobjects/Account', { Name: 'Answered' });
      console.log(answer.json.id);
      setInterval(() => {}, 1000);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
    const ended = once(child, 'exit');
    const [id] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGKILL');
    await ended;
    const second = await start();
    expect((await second.call('GET', `/sobjects/Account/${id.toString().trim()}`)).json).toMatchObject({
      Name: 'Answered',
    });
  });

  it('refuses a file another org uses, and a file that is none', async () => {
    await start();
    await expect(startPracticeOrg({ keep: file })).rejects.toThrow(/another practice org uses it/);
    const other = join(folder, 'note.txt');
    await writeFile(other, 'This is a note, not a database. '.repeat(200));
    await expect(startPracticeOrg({ keep: other })).rejects.toBeInstanceOf(KeepError);
    await expect(startPracticeOrg({ keep: join(folder, 'no', 'such', 'folder') })).rejects.toBeInstanceOf(KeepError);
  });
});
