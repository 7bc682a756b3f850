import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;
let now = new Date('2026-11-22T10:00:00.400Z');

beforeAll(async () => {
  test = await startTestOrg({ now: () => now });
});
afterAll(() => test.org.close());

const loose = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
  const { status, json, headers: got } = await test.call('GET', path, undefined, headers);
  return { status, headers: got, json: json as unknown as Record<string, Record<string, unknown>[]> };
};

describe('describe', () => {
  it('tells every member clients read of fields, children, record types and addresses', async () => {
    const { json } = await loose('/sobjects/Opportunity/describe');
    for (const field of json.fields ?? []) expect(Object.keys(field).length).toBeGreaterThanOrEqual(55);
    expect(json.recordTypeInfos).toEqual([
      expect.objectContaining({ master: true, name: 'Master', recordTypeId: '012000000000000AAA', available: true }),
    ]);
    expect(json.supportedScopes).toContainEqual({ label: 'My opportunities', name: 'mine' });
    expect(json.urls).toMatchObject({
      describe: '/services/data/v64.0/sobjects/Opportunity/describe',
      layouts: '/services/data/v64.0/sobjects/Opportunity/describe/layouts',
      rowTemplate: '/services/data/v64.0/sobjects/Opportunity/{ID}',
    });
    expect(json.childRelationships).toContainEqual(
      expect.objectContaining({ childSObject: 'Attachment', field: 'ParentId', relationshipName: 'Attachments' }),
    );
  });

  it('answers 304 to a caller who has seen the present state', async () => {
    const first = await loose('/sobjects/Account/describe');
    const seen = first.headers.get('last-modified') ?? '';
    expect(seen).toBe('Sun, 22 Nov 2026 10:00:00 GMT');
    const again = await test.call('GET', '/sobjects/Account/describe', undefined, { 'if-modified-since': seen });
    expect([again.status, again.text]).toEqual([304, '']);
    const earlier = await loose('/sobjects', { 'if-modified-since': 'Sun, 22 Nov 2026 09:59:59 GMT' });
    expect(earlier.status).toBe(200);
    expect((await loose('/sobjects', { 'if-modified-since': 'nonsense' })).status).toBe(200);
    now = new Date('2026-11-22T11:00:00Z');
    expect((await loose('/sobjects', { 'if-modified-since': seen })).status).toBe(304);
  });

  it('tells layouts with the fields people can write', async () => {
    const { json } = await loose('/sobjects/Lead/describe/layouts');
    expect(json.recordTypeMappings).toEqual([expect.objectContaining({ master: true, name: 'Master' })]);
    const one = await loose('/sobjects/Lead/describe/layouts/012000000000000AAA');
    expect(one.json.id).toBe(json.layouts?.[0]?.id);
    expect((await loose('/sobjects/Lead/describe/layouts/012000000000001')).status).toBe(404);
    const compact = await loose('/sobjects/Lead/describe/compactLayouts');
    expect(compact.json.compactLayouts).toEqual([expect.objectContaining({ name: 'SYSTEM', objectType: 'Lead' })]);
    expect((await loose('/sobjects/Spaceship/describe/layouts')).status).toBe(404);
  });
});
