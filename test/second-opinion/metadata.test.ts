import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SecondOpinion, startSecondOpinion } from './connection.ts';

let opinion: SecondOpinion;

beforeAll(async () => {
  opinion = await startSecondOpinion();
});

afterAll(() => opinion.org.close());

const invoice = {
  fullName: 'Invoice__c',
  label: 'Invoice',
  pluralLabel: 'Invoices',
  nameField: { type: 'Text', label: 'Invoice Name' },
  deploymentStatus: 'Deployed',
  sharingModel: 'ReadWrite',
};

describe('an independent client changing the schema', () => {
  it('makes an object, uses it, reads it back and deletes it', async () => {
    const { connection } = opinion;
    expect(await connection.metadata.create('CustomObject', invoice)).toMatchObject({
      fullName: 'Invoice__c',
      success: true,
    });
    const field = { fullName: 'Invoice__c.Amount__c', label: 'Amount', type: 'Currency', precision: 18, scale: 2 };
    expect(await connection.metadata.create('CustomField', field)).toMatchObject({ success: true });
    const record = await connection.sobject('Invoice__c').create({ Name: 'I-1', Amount__c: 12.5 });
    expect(record.success).toBe(true);
    expect((await connection.query('SELECT Name, Amount__c FROM Invoice__c')).records).toMatchObject([
      { Name: 'I-1', Amount__c: 12.5 },
    ]);
    expect(await connection.metadata.read('CustomObject', 'Invoice__c')).toMatchObject({
      fullName: 'Invoice__c',
      label: 'Invoice',
    });
    expect(await connection.metadata.list({ type: 'CustomObject' })).toEqual(
      expect.arrayContaining([expect.objectContaining({ fullName: 'Invoice__c' })]),
    );
    expect(await connection.metadata.delete('CustomObject', 'Invoice__c')).toMatchObject({ success: true });
    await expect(connection.describe('Invoice__c')).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
  });

  it('is told by code why an object cannot be made', async () => {
    const result = await opinion.connection.metadata.create('CustomObject', { ...invoice, fullName: 'Bill__c' });
    expect(result).toMatchObject({
      success: false,
      errors: [expect.objectContaining({ statusCode: 'DUPLICATE_DEVELOPER_NAME' })],
    });
  });
});
