import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passwordForm, requestToken, startTestOrg, type TestOrg } from '../../testing/client.ts';
import { type BulkCaller, bulkCaller, type Job } from '../testing/jobs.ts';

let test: TestOrg;
let bulk: BulkCaller;
let other: BulkCaller;
beforeAll(async () => {
  test = await startTestOrg();
  bulk = bulkCaller(test);
  const { username = '', password = '', securityToken = '' } = test.org.users[1] ?? {};
  const form = { ...passwordForm(test.org), username, password: password + securityToken };
  other = bulkCaller(test, (await requestToken(test.org.loginUrl, form)).json.access_token);
});
afterAll(() => test.org.close());

const insert = { object: 'Account', operation: 'insert' };

const make = async (settings: object): Promise<Job> => (await bulk.make('ingest', settings)).job;

const errorsOf = async (job: Job) => (await bulk.result(job.id, 'failedResults')).split('\n').slice(1, -1);

async function idsOf(job: Job): Promise<string[]> {
  const rows = (await bulk.result(job.id, 'successfulResults')).split('\n').slice(1, -1);
  return rows.map((row) => row.slice(1, 19));
}

async function firstRecord(soql: string): Promise<Record<string, unknown>> {
  return (await test.query(soql)).json.records[0];
}

describe('a job of Bulk API 2.0', () => {
  it('is answered as documented when it is made, and in full when it is asked for', async () => {
    const job = await make({ object: 'account', operation: 'insert', contentType: 'CSV', lineEnding: 'LF' });
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
    const { json } = await test.call('GET', `/jobs/ingest/${job.id.slice(0, 15)}`);
    expect(json).toMatchObject({
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
    const job = await bulk.load(insert, 'Name,Phone\nFirst,1\n,2\n"Third, ""quoted""",\n');
    expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 1 });
    expect(job).not.toHaveProperty('contentUrl');
    expect(job).not.toHaveProperty('errorMessage');
    const lines = (await bulk.result(job.id, 'successfulResults')).split('\n');
    expect(lines[0]).toBe('"sf__Id","sf__Created",Name,Phone');
    expect(lines[1]).toMatch(/^"001.{15}","true","First","1"$/);
    expect(lines[2]).toMatch(/^"001.{15}","true","Third, ""quoted""",""$/);
    expect(await bulk.result(job.id, 'FAILEDRESULTS')).toBe(
      '"sf__Id","sf__Error",Name,Phone\n"","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --","","2"\n',
    );
    expect(await bulk.result(job.id, 'unprocessedRecords')).toBe('Name,Phone\n');
  });

  it('completes an empty upload, and no upload, with three empty results', async () => {
    const { id } = await make(insert);
    await bulk.setState('ingest', id, 'UploadComplete');
    for (const job of [await bulk.load(insert, ''), await bulk.finish('ingest', id)]) {
      expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 0 });
      expect(await bulk.result(job.id, 'successfulResults')).toBe('"sf__Id","sf__Created"\n');
      expect(await bulk.result(job.id, 'failedResults')).toBe('"sf__Id","sf__Error"\n');
      expect(await bulk.result(job.id, 'unprocessedrecords')).toBe('');
    }
  });

  it('answers results in the delimiter and line ending of the job', async () => {
    const job = await bulk.load(
      { ...insert, columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' },
      'Name;Phone\r\nA;1\r\n',
    );
    expect(await bulk.result(job.id, 'successfulResults')).toMatch(
      /^"sf__Id";"sf__Created";Name;Phone\r\n"001.{15}";"true";"A";"1"\r\n$/,
    );
  });

  it('leaves fields of empty cells alone and empties those of #N/A', async () => {
    const made = await bulk.load(insert, 'Name,Phone,Site\nKeep,1,2\n');
    const [id] = await idsOf(made);
    await bulk.load({ object: 'Account', operation: 'update' }, `ID,phone,SITE\n${id},,#N/A\n`);
    expect(await firstRecord(`SELECT Phone, Site FROM Account WHERE Id = '${id}'`)).toMatchObject({
      Phone: '1',
      Site: null,
    });
  });

  it('reads values as their fields hold them, and refuses only the rows where they do not fit', async () => {
    const job = await bulk.load(
      { object: 'Opportunity', operation: 'insert' },
      [
        'Name,StageName,CloseDate,Amount',
        'good,Prospecting,2026-11-22,12.345',
        'day,Prospecting,22.11.2026,1',
        'number,Prospecting,2026-11-22,much',
        '"=1+1",Prospecting,2026-11-22T10:00:00Z,1e3',
      ].join('\n'),
    );
    expect(await errorsOf(job)).toEqual([
      '"","INVALID_TYPE_ON_FIELD_IN_RECORD:Close Date: value not of required type: 22.11.2026:CloseDate --","day","Prospecting","22.11.2026","1"',
      '"","INVALID_TYPE_ON_FIELD_IN_RECORD:Amount: value not of required type: much:Amount --","number","Prospecting","2026-11-22","much"',
    ]);
    const [first, second] = await idsOf(job);
    expect(await firstRecord(`SELECT Amount FROM Opportunity WHERE Id = '${first}'`)).toMatchObject({ Amount: 12.35 });
    expect(await firstRecord(`SELECT Name, CloseDate, Amount FROM Opportunity WHERE Id = '${second}'`)).toMatchObject({
      Name: '=1+1',
      CloseDate: '2026-11-22',
      Amount: 1000,
    });
  });

  it('refuses rows of another length than the header, with empty cells in their place', async () => {
    const job = await bulk.load(insert, 'Name,Phone\nonly\nA,1,2\nB,1\n');
    const refused = (count: number) =>
      `"","INVALID_FIELD:Number of fields in header is different from the row. header = 2 row = ${count}:--","",""`;
    expect(await errorsOf(job)).toEqual([refused(1), refused(3)]);
    expect(job).toMatchObject({ numberRecordsProcessed: 3, numberRecordsFailed: 2 });
  });

  it('finds parents by an external id or a lookup id, in any case', async () => {
    const bills = await bulk.load({ object: 'Bill__c', operation: 'insert' }, 'ExternalId__c\nEXT-1\n');
    expect(bills.state).toBe('JobComplete');
    const user = await firstRecord("SELECT Id, Email FROM User WHERE Username = 'sales@practice.example'");
    const job = await bulk.load(
      insert,
      `Name,owner.EMAIL,User:Owner.Username\nOwned,${user.Email},\nOther,,sales@practice.example\nNobody,no@example.com,\n`,
    );
    const [first] = await idsOf(job);
    expect(await firstRecord(`SELECT OwnerId FROM Account WHERE Id = '${first}'`)).toMatchObject({ OwnerId: user.Id });
    expect(job).toMatchObject({ numberRecordsFailed: 1 });
    expect((await errorsOf(job))[0]).toContain(
      'INVALID_FIELD:Foreign key external ID: no@example.com not found for field Email in entity User:--',
    );
  });

  it('upserts, deletes and hard-deletes', async () => {
    const settings = { object: 'Bill__c', operation: 'upsert', externalIdFieldName: 'externalid__c' };
    const made = await bulk.load(settings, 'ExternalId__c,Notes__c,Id\nU-1,a,\nU-2,b,\n,c,\n');
    expect(made).toMatchObject({ numberRecordsFailed: 1, externalIdFieldName: 'ExternalId__c' });
    expect((await errorsOf(made))[0]).toContain('MISSING_ARGUMENT:ExternalId__c not specified:--');
    const [first = '', second = ''] = await idsOf(made);
    const again = await bulk.load(settings, 'externalID__c,Notes__c\nu-1,new\n');
    expect(await bulk.result(again.id, 'successfulResults')).toContain(`"${first}","false","u-1","new"`);
    await bulk.load({ object: 'Bill__c', operation: 'delete' }, `Id\n${first.slice(0, 15)}\n`);
    await bulk.load({ object: 'Bill__c', operation: 'hardDelete' }, `Id\n${second}\n`);
    const found = await test.call(
      'GET',
      `/queryAll?q=${encodeURIComponent(`SELECT Id FROM Bill__c WHERE Id IN ('${first}', '${second}')`)}`,
    );
    expect(found.json.records.map(({ Id }) => Id)).toEqual([first]);
  });

  it('tells of ids that are absent, malformed, unknown or out of place', async () => {
    const job = await bulk.load({ object: 'Account', operation: 'update' }, 'Id,Phone\n,1\nx,1\n001000000000001,1\n');
    expect(await errorsOf(job)).toEqual([
      '"","MISSING_ARGUMENT:Id not specified:--","","1"',
      '"","MALFORMED_ID:malformed id x:Id --","x","1"',
      expect.stringMatching(
        /^"001.{15}","INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--","001000000000001","1"$/,
      ),
    ]);
    const misplaced = await bulk.load(insert, 'Id,Name\n001000000000001,X\n');
    expect((await errorsOf(misplaced))[0]).toContain(
      'INVALID_FIELD_FOR_INSERT_UPDATE:cannot specify Id in an insert call:Id --',
    );
  });

  it.each([
    ['an unknown field', 'Name,Colour\nA,red\n', 'InvalidBatch : Field name not found : Colour'],
    ['an unknown relationship', 'Name,Boss.Email\nA,x\n', 'InvalidBatch : Unable to find relationship: Boss'],
    ['a parent field that is no key', 'Name,Parent.Phone\nA,x\n', 'InvalidBatch : Field name not found : Parent.Phone'],
    [
      'a type where there is one kind of parent only',
      'Name,Account:Parent.Id\nA,x\n',
      'InvalidBatch : type is not needed for non polymorphic foreign key references: Parent',
    ],
    ['a field that is there twice', 'Name,name\nA,B\n', 'InvalidBatch : Field name is there twice : name'],
    ['text in UTF-16', '\u0000N\u0000a\n', /^InvalidBatch : Field name not found/],
    [
      'another line ending',
      'Name\r\nA\r\n',
      'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
    ],
  ])('fails as a whole for %s, and leaves every row unprocessed', async (_case, csv, errorMessage) => {
    const job = await bulk.load(insert, csv);
    expect(job).toMatchObject({
      state: 'Failed',
      errorMessage: typeof errorMessage === 'string' ? errorMessage : expect.stringMatching(errorMessage),
      numberRecordsProcessed: 0,
      numberRecordsFailed: 0,
    });
    expect(await bulk.result(job.id, 'unprocessedrecords')).toBe(csv);
  });

  it('fails where the upload stops being CSV; the rows before are saved, the others unprocessed', async () => {
    const rows = Array.from({ length: 400 }, (_, index) => `Before ${index}`).join('\n');
    const job = await bulk.load(insert, `Name\n${rows}\n"never closed\nlast\n`);
    expect(job).toMatchObject({ state: 'Failed', numberRecordsProcessed: 400 });
    expect(job.errorMessage).toContain('InvalidBatch : Failed to parse CSV');
    expect(await bulk.result(job.id, 'unprocessedrecords')).toBe('Name\n"never closed\nlast\n');
  });

  it('refuses a cell of 10 MB', async () => {
    const job = await bulk.load(insert, `Name\nfirst\n${'x'.repeat(10 * 1024 * 1024)}\n`);
    expect(job).toMatchObject({ state: 'Failed' });
    expect(job.errorMessage).toContain('longer than 400000 characters');
    const fits = await bulk.load(insert, `Name\n${'x'.repeat(390_000)}\n`);
    expect(fits).toMatchObject({ state: 'JobComplete', numberRecordsFailed: 1 });
    expect((await errorsOf(fits))[0]).toContain('STRING_TOO_LONG:');
  });
});

describe('the states of a job', () => {
  it('take one upload, and only while the job is open', async () => {
    const { id } = await make(insert);
    expect((await bulk.upload(id, 'Name\nA\n', 'application/json')).status).toBe(415);
    const first = await bulk.upload(id, 'Name\nA\n');
    expect([first.status, first.text]).toEqual([201, '']);
    const second = await bulk.upload(id, 'Name\nB\n');
    expect([second.status, second.json[0].errorCode]).toEqual([400, 'INVALIDJOBSTATE']);
    await bulk.setState('ingest', id, 'UploadComplete');
    expect((await bulk.upload(id, 'Name\nC\n')).json[0].errorCode).toBe('INVALIDJOBSTATE');
    await bulk.finish('ingest', id);
  });

  it('take no upload above 150 MB, which is refused before it is sent', async () => {
    const { id } = await make(insert);
    const status = (bytes: number) =>
      new Promise<number | undefined>((resolve, reject) => {
        const call = request(`${test.org.instanceUrl}/services/data/v64.0/jobs/ingest/${id}/batches`, {
          method: 'PUT',
          headers: { authorization: `Bearer ${test.token}`, 'content-type': 'text/csv', 'content-length': bytes },
        });
        call.once('response', (answer) => {
          resolve(answer.statusCode);
          call.destroy();
        });
        call.once('error', reject);
        call.flushHeaders();
      });
    expect(await status(150 * 1024 * 1024 + 1)).toBe(413);
    expect((await test.call('GET', `/jobs/ingest/${id}`)).json).toMatchObject({ state: 'Open' });
    expect((await bulk.upload(id, `Name\n${'A\n'.repeat(5_500_000)}`)).status).toBe(201);
  });

  it('do not go back', async () => {
    const { id } = await bulk.load(insert, 'Name\nA\n');
    const message = async (state: string) => (await bulk.setState('ingest', id, state)).json;
    expect(await message('UploadComplete')).toEqual([
      { errorCode: 'INVALIDJOBSTATE', message: 'Closing already Completed Job not allowed' },
    ]);
    expect(await message('Aborted')).toEqual([
      { errorCode: 'INVALIDJOBSTATE', message: 'Aborting already Completed Job not allowed' },
    ]);
    expect((await bulk.setState('ingest', id, 'Open')).json[0].errorCode).toBe('API_ERROR');
  });

  it('let a job be aborted before and while it runs; what was not looked at stays as uploaded', async () => {
    const { id } = await make(insert);
    await bulk.upload(id, 'Name\nA\n');
    expect((await bulk.setState('ingest', id, 'Aborted')).json).toMatchObject({ state: 'Aborted' });
    expect(await bulk.result(id, 'unprocessedrecords')).toBe('Name\nA\n');

    const rows = 60_000;
    const { id: running } = await make(insert);
    await bulk.upload(running, `Name\n${Array.from({ length: rows }, (_, index) => `Row ${index}`).join('\n')}\n`);
    await bulk.setState('ingest', running, 'UploadComplete');
    const inProgress = async () => {
      const { json } = await test.call('GET', `/jobs/ingest/${running}`);
      return json as unknown as { state: string; numberRecordsProcessed: number };
    };
    await expect.poll(async () => (await inProgress()).numberRecordsProcessed, { interval: 1 }).toBeGreaterThan(0);
    expect(await inProgress()).toMatchObject({ state: 'InProgress' });
    expect((await bulk.result(running, 'successfulResults')).includes('INVALIDJOBSTATE')).toBe(true);
    expect((await test.call('DELETE', `/jobs/ingest/${running}`)).json[0].errorCode).toBe('INVALIDJOBSTATE');
    await bulk.setState('ingest', running, 'Aborted');
    const { numberRecordsProcessed: done } = await inProgress();
    const left = (await bulk.result(running, 'unprocessedrecords')).split('\n').slice(1, -1);
    expect(done).toBeGreaterThan(0);
    expect(left).toHaveLength(rows - done);
    expect(left[0]).toBe(`Row ${done}`);
  });

  it('let a finished job be deleted', async () => {
    const { id } = await bulk.load(insert, 'Name\nA\n');
    expect((await test.call('DELETE', `/jobs/ingest/${id}`)).status).toBe(204);
    expect((await test.call('GET', `/jobs/ingest/${id}`)).status).toBe(404);
  });

  it('are nobody else’s business, except an administrator’s', async () => {
    const { id } = await make(insert);
    const status = (await other.upload(id, 'Name\nA\n')).status;
    expect([status, await other.result(id, 'successfulResults')]).toEqual([
      404,
      JSON.stringify([{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }]),
    ]);
    const theirs = (await other.make('ingest', insert)).job;
    expect((await test.call('GET', `/jobs/ingest/${theirs.id}`)).status).toBe(200);
  });

  it('show no fields and objects the user may not see', async () => {
    const hidden = await other.load(insert, 'Name,AnnualRevenue\nA,1\n');
    expect(hidden).toMatchObject({
      state: 'Failed',
      errorMessage: 'InvalidBatch : Field name not found : AnnualRevenue',
    });
    const denied = await other.load({ object: 'Bill__c', operation: 'delete' }, 'Id\na00000000000001\n');
    expect(denied).toMatchObject({ state: 'JobComplete', numberRecordsFailed: 1 });
  });
});

describe('the list of jobs', () => {
  it('comes in pages, newest first, narrowed by its parameters', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 105; index += 1) ids.unshift((await other.make('ingest', insert)).job.id);
    const list = async (query: string) =>
      (await test.call('GET', `/jobs/ingest${query}`)).json as unknown as {
        done: boolean;
        records: Job[];
        nextRecordsUrl: string | null;
      };
    const first = await list('?jobType=V2Ingest');
    expect([first.done, first.records.length]).toEqual([false, 100]);
    expect(first.records.map(({ id }) => id)).toEqual(ids.slice(0, 100));
    expect(first.records[0]).toMatchObject({ jobType: 'V2Ingest', state: 'Open', columnDelimiter: 'COMMA' });
    const next = first.nextRecordsUrl ?? '';
    expect(next).toMatch(/^\/services\/data\/v64\.0\/jobs\/ingest\?jobType=V2Ingest&queryLocator=/);
    const second = await list(next.replace('/services/data/v64.0/jobs/ingest', ''));
    expect(second.records.slice(0, 5).map(({ id }) => id)).toEqual(ids.slice(100));
    expect([second.done, second.nextRecordsUrl]).toEqual([true, null]);
    expect((await list('?jobType=Classic')).records).toEqual([]);
    expect((await list('?isPkChunkingEnabled=true')).records).toEqual([]);
    expect((await test.call('GET', '/jobs/ingest?jobType=Nothing')).status).toBe(400);
    expect((await test.call('GET', '/jobs/ingest?queryLocator=x')).status).toBe(400);
  });
});
