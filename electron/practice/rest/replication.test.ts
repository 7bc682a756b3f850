import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;
let now = new Date('2026-11-22T10:00:30Z');

beforeAll(async () => {
  test = await startTestOrg({ now: () => now });
});
afterAll(() => test.org.close());

const get = (kind: string, start: string, end: string, object = 'Account') =>
  test.call('GET', `/sobjects/${object}/${kind}/?start=${encodeURIComponent(start)}&end=${encodeURIComponent(end)}`);

describe('changes within a span of time', () => {
  it('are told by id: created and changed records, and deleted ones', async () => {
    const kept = (await test.call('POST', '/sobjects/Account', { Name: 'Kept' })).json.id;
    const gone = (await test.call('POST', '/sobjects/Account', { Name: 'Gone' })).json.id;
    await test.call('DELETE', `/sobjects/Account/${gone}`);
    now = new Date('2026-11-22T10:05:40Z');
    const updated = await get('updated', '2026-11-22T10:00:00Z', '2026-11-22T11:05:59+01:00');
    expect([updated.status, updated.json]).toEqual([
      200,
      { ids: [kept], latestDateCovered: '2026-11-22T10:05:00.000+0000' },
    ]);
    const deleted = await get('deleted', '2026-11-22T10:00:00Z', '2026-11-22T12:00:00Z');
    expect(deleted.json).toEqual({
      deletedRecords: [{ id: gone, deletedDate: '2026-11-22T10:00:30.000+0000' }],
      earliestDateAvailable: expect.stringMatching(/^2026-10-23T/),
      latestDateCovered: '2026-11-22T10:05:00.000+0000',
    });
    expect((await get('updated', '2026-11-22T10:01:00Z', '2026-11-22T10:05:00Z')).json).toMatchObject({ ids: [] });
  });

  it.each([
    ['a start more than 30 days ago', '2026-10-01T00:00:00Z', '2026-11-22T10:00:00Z', 'INVALID_REPLICATION_DATE'],
    ['an end before the start', '2026-11-22T10:00:00Z', '2026-11-22T09:00:00Z', 'INVALID_REPLICATION_DATE'],
    ['less than a minute', '2026-11-22T10:00:00Z', '2026-11-22T10:00:59Z', 'INVALID_REPLICATION_DATE'],
    ['a start in the future', '2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z', 'INVALID_REPLICATION_DATE'],
    ['text that is no date', 'yesterday', '2026-11-22T10:00:00Z', 'INVALID_REPLICATION_DATE'],
    ['no start', '', '2026-11-22T10:00:00Z', 'MISSING_ARGUMENT'],
  ])('are refused for %s', async (_case, start, end, code) => {
    for (const kind of ['updated', 'deleted']) {
      const answer = await get(kind, start, end);
      expect([answer.status, answer.json[0].errorCode]).toEqual([400, code]);
    }
  });
});
