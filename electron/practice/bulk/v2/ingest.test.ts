import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestOrg, type TestOrg } from '../../testing/client.ts';

let test: TestOrg;
beforeAll(async () => {
  test = await startTestOrg();
});
afterAll(() => test.org.close());

interface Job {
  readonly id: string;
  readonly state: string;
  readonly [name: string]: unknown;
}

async function makeJob(settings: object): Promise<Job> {
  const { status, json } = await test.call('POST', '/jobs/ingest', settings);
  expect(status).toBe(200);
  return json as unknown as Job;
}

const upload = (id: string, csv: string) =>
  test.call('PUT', `/jobs/ingest/${id}/batches`, csv, { 'content-type': 'text/csv' });

const setState = (id: string, state: string) => test.call('PATCH', `/jobs/ingest/${id}`, { state });

async function info(id: string): Promise<Job> {
  return (await test.call('GET', `/jobs/ingest/${id}`)).json as unknown as Job;
}

async function finished(id: string): Promise<Job> {
  for (;;) {
    const job = await info(id);
    if (['JobComplete', 'Failed', 'Aborted'].includes(job.state)) return job;
  }
}

const result = async (id: string, name: string) => (await test.call('GET', `/jobs/ingest/${id}/${name}`)).text;

async function load(settings: object, csv: string): Promise<Job> {
  const { id } = await makeJob(settings);
  expect((await upload(id, csv)).status).toBe(201);
  expect((await setState(id, 'UploadComplete')).json).toMatchObject({ state: 'UploadComplete' });
  return finished(id);
}

const insert = { object: 'Account', operation: 'insert' };

describe('a job of Bulk API 2.0', () => {
  it('is answered as documented when it is made, and in full when it is asked for', async () => {
    const job = await makeJob({ object: 'account', operation: 'insert', contentType: 'CSV', lineEnding: 'LF' });
    expect(job).toEqual({
      id: expect.stringMatching(/^750.{15}$/),
      operation: 'insert',
      object: 'Account',
      createdById: expect.stringMatching(/^005/),
      createdDate: expect.stringMatching(/\+0000$/),
      systemModstamp: expect.stringMatching(/\+0000$/),
      state: 'Open',
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: 64,
      contentUrl: `services/data/v64.0/jobs/ingest/${job.id}/batches`,
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
    });
    expect(await info(job.id.slice(0, 15))).toMatchObject({
      jobType: 'V2Ingest',
      retries: 0,
      totalProcessingTime: 0,
      apiActiveProcessingTime: 0,
      apexProcessingTime: 0,
      numberRecordsProcessed: 0,
      numberRecordsFailed: 0,
    });
  });

  it('saves the rows that pass, tells why the others do not, and leaves none over', async () => {
    const job = await load(insert, 'Name,Phone\nFirst,1\n,2\n"Third, ""quoted""",\n');
    expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 1 });
    expect(job).not.toHaveProperty('contentUrl');
    expect(job).not.toHaveProperty('errorMessage');
    const lines = (await result(job.id, 'successfulResults')).split('\n');
    expect(lines[0]).toBe('"sf__Id","sf__Created",Name,Phone');
    expect(lines[1]).toMatch(/^"001.{15}","true","First","1"$/);
    expect(lines[2]).toMatch(/^"001.{15}","true","Third, ""quoted""",""$/);
    expect(await result(job.id, 'FAILEDRESULTS')).toBe(
      '"sf__Id","sf__Error",Name,Phone\n"","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --","","2"\n',
    );
    expect(await result(job.id, 'unprocessedRecords')).toBe('Name,Phone\n');
  });

  it('completes an empty upload with three empty results', async () => {
    const job = await load(insert, '');
    expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 0 });
    expect(await result(job.id, 'successfulResults')).toBe('"sf__Id","sf__Created"\n');
    expect(await result(job.id, 'failedResults')).toBe('"sf__Id","sf__Error"\n');
    expect(await result(job.id, 'unprocessedrecords')).toBe('');
  });
});
