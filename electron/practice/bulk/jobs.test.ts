import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { dayMs } from '../dates.ts';
import type { PracticeOrgOptions } from '../practice-org.ts';
import { passwordForm, requestToken, startTestOrg, type TestOrg } from '../testing/client.ts';
import { bulkCaller } from './testing/jobs.ts';

const running: TestOrg[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map(({ org }) => org.close()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

async function start(options: PracticeOrgOptions = {}): Promise<TestOrg> {
  const test = await startTestOrg(options);
  running.push(test);
  return test;
}

const insert = { object: 'Account', operation: 'insert' };
const manyRows = `Name\n${Array.from({ length: 30_000 }, (_, index) => `Many ${index}`).join('\n')}\n`;
const classicJob =
  '<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><operation>insert</operation><object>Account</object><contentType>CSV</contentType></jobInfo>';

describe('the bulk jobs of an org', () => {
  it('outlive a restart with their results; one that was running has failed, one that was open goes on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'practice-bulk-'));
    folders.push(folder);
    const keep = join(folder, 'org.sqlite');
    const first = await start({ keep });
    const bulk = bulkCaller(first);
    const done = await bulk.load(insert, 'Name,Phone\nDöne,1\n,2\n');
    const { job: query } = await bulk.make('query', { operation: 'query', query: 'SELECT Id, Name FROM Account' });
    await bulk.finish('query', query.id);
    const rows = (await first.call('GET', `/jobs/query/${query.id}/results`)).text;
    const classic = /750\w{15}/.exec((await bulk.classic('POST', '/job', classicJob)).text)?.[0] ?? '';
    const open = (await bulk.make('ingest', insert)).job.id;
    await bulk.upload(open, 'Name\nLater\n');
    const cut = (await bulk.make('ingest', insert)).job.id;
    await bulk.upload(cut, manyRows);
    await bulk.setState('ingest', cut, 'UploadComplete');
    await expect
      .poll(async () => (await first.call('GET', `/jobs/ingest/${cut}`)).text, { interval: 1 })
      .toContain('InProgress');
    const successful = await bulk.result(done.id, 'successfulResults');
    await first.org.close();

    const second = await start({ keep });
    const again = bulkCaller(second);
    expect(await again.finish('ingest', done.id)).toEqual(done);
    expect(await again.result(done.id, 'successfulResults')).toBe(successful);
    expect(successful).toContain('Döne');
    expect((await second.call('GET', `/jobs/query/${query.id}/results`)).text).toBe(rows);
    expect((await again.classic('GET', `/job/${classic}`)).text).toContain('<state>Open</state>');
    expect(await again.finish('ingest', cut)).toMatchObject({
      state: 'Failed',
      errorMessage: 'InternalServerError : The org was stopped while the job ran.',
    });
    await again.setState('ingest', open, 'UploadComplete');
    expect(await again.finish('ingest', open)).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 1 });
    expect((await again.make('ingest', insert)).job.id > cut).toBe(true);
  });

  it('end with a reset, and no row is saved after it', async () => {
    const test = await start();
    const bulk = bulkCaller(test);
    const { id } = (await bulk.make('ingest', insert)).job;
    await bulk.upload(id, manyRows);
    await bulk.setState('ingest', id, 'UploadComplete');
    await expect
      .poll(async () => (await test.query("SELECT count() FROM Account WHERE Name LIKE 'Many %'")).json.totalSize, {
        interval: 1,
      })
      .toBeGreaterThan(0);
    test.org.reset();
    expect((await test.call('GET', `/jobs/ingest/${id}`)).status).toBe(404);
    expect((await test.query("SELECT count() FROM Account WHERE Name LIKE 'Many %'")).json.totalSize).toBe(0);
    expect((await bulk.load(insert, 'Name\nAfter\n')).state).toBe('JobComplete');
  });

  it('are gone seven days after their end by the clock of the org', async () => {
    let now = new Date('2026-11-22T10:00:00Z');
    const test = await start({ now: () => now });
    const { id } = await bulkCaller(test).load(insert, 'Name\nOld\n');
    const open = (await bulkCaller(test).make('ingest', insert)).job.id;
    const statuses = async () => {
      const token = (await requestToken(test.org.loginUrl, passwordForm(test.org))).json.access_token;
      const status = async (job: string) =>
        (await test.call('GET', `/jobs/ingest/${job}`, undefined, { authorization: `Bearer ${token}` })).status;
      return [await status(id), await status(open)];
    };
    now = new Date(now.getTime() + 7 * dayMs);
    expect(await statuses()).toEqual([200, 200]);
    now = new Date(now.getTime() + 1);
    expect(await statuses()).toEqual([404, 200]);
  });

  it('are kept 400 at most; the oldest that are finished go first', async () => {
    const test = await start();
    const bulk = bulkCaller(test);
    const oldest = (await bulk.make('ingest', insert)).job.id;
    const finished = (await bulk.load(insert, '')).id;
    for (let count = 0; count < 398; count += 1) await bulk.make('ingest', insert);
    expect((await test.call('GET', `/jobs/ingest/${finished}`)).status).toBe(200);
    await bulk.make('ingest', insert);
    expect((await test.call('GET', `/jobs/ingest/${finished}`)).status).toBe(404);
    expect((await test.call('GET', `/jobs/ingest/${oldest}`)).status).toBe(200);
  });

  it('leave the org answering while they are worked on', async () => {
    const test = await start();
    const bulk = bulkCaller(test);
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { id } = (await bulk.make('ingest', insert)).job;
      await bulk.upload(id, manyRows);
      ids.push(id);
    }
    for (const id of ids) await bulk.setState('ingest', id, 'UploadComplete');
    const waits: number[] = [];
    const isRunning = async () => (await test.call('GET', `/jobs/ingest/${ids[2]}`)).text.includes('"InProgress"');
    do {
      const started = performance.now();
      await test.query('SELECT Id FROM Account LIMIT 1');
      waits.push(performance.now() - started);
    } while (await isRunning());
    expect(waits.length).toBeGreaterThan(5);
    const middle = waits.toSorted((left, right) => left - right)[Math.floor(waits.length / 2)] ?? 0;
    expect(middle).toBeLessThan(250);
    for (const id of ids) expect(await bulk.finish('ingest', id)).toMatchObject({ numberRecordsProcessed: 30_000 });
  });
});
