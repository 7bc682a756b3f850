import { Connection } from '@jsforce/jsforce-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;
beforeAll(async () => {
  test = await startTestOrg();
});
afterAll(() => test.org.close());

describe('the unmodified jsforce client on the Metadata API', () => {
  it('creates, reads, updates, upserts, renames, lists, describes and deletes', async () => {
    const connection = new Connection({
      instanceUrl: test.org.instanceUrl,
      accessToken: test.token,
      version: '64.0',
    });
    const api = connection.metadata;
    const definition = (number: number) => ({
      fullName: `TestObjectSync${number}__c`,
      label: `Test Object ${number}`,
      pluralLabel: `Test Objects ${number}`,
      nameField: { type: 'Text' as const, label: 'Test Object Name' },
      deploymentStatus: 'Deployed' as const,
      sharingModel: 'ReadWrite' as const,
    });
    const results = await api.create('CustomObject', [definition(1), definition(2)]);
    expect(results).toMatchObject([
      { success: true, fullName: 'TestObjectSync1__c' },
      { success: true, fullName: 'TestObjectSync2__c' },
    ]);
    const [one] = await api.read('CustomObject', ['TestObjectSync1__c', 'TestObjectSync2__c']);
    expect(one).toMatchObject({ label: 'Test Object 1', nameField: { type: 'Text', label: 'Test Object Name' } });
    expect(one?.fields).toEqual([]);

    const made = await connection.sobject('TestObjectSync1__c').create({ Name: 'Kept' });
    const changed = { ...one, label: 'Updated Test Object' };
    expect(await api.update('CustomObject', changed)).toMatchObject({ success: true });
    const upserted = await api.upsert('CustomObject', [definition(2), definition(3)]);
    expect(upserted.map(({ created }) => created)).toEqual([false, true]);
    expect(await api.rename('CustomObject', 'TestObjectSync1__c', 'Renamed__c')).toMatchObject({ success: true });
    expect(await connection.sobject('Renamed__c').retrieve(made.id ?? '')).toMatchObject({ Name: 'Kept' });
    expect(await api.read('CustomObject', 'Renamed__c')).toMatchObject({ label: 'Updated Test Object' });

    const listed = await api.list({ type: 'CustomObject' });
    const renamed = listed.find(({ fullName }) => fullName === 'Renamed__c');
    expect(renamed).toMatchObject({ type: 'CustomObject', fileName: 'objects/Renamed__c.object' });
    expect(renamed?.id).toMatch(/^01I\w{15}$/);
    const described = await api.describe();
    expect(described.metadataObjects.map(({ xmlName }) => xmlName)).toContain('CustomObject');

    const names = ['Renamed__c', 'TestObjectSync2__c', 'TestObjectSync3__c'];
    expect((await api.delete('CustomObject', names)).map(({ success }) => success)).toEqual([true, true, true]);
    const missing = await api.delete('CustomObject', 'Renamed__c');
    expect(missing).toMatchObject({ success: false });
  });
});
