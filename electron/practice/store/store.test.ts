import { beforeEach, describe, expect, it } from 'vitest';
import type { Row, SchemaObject } from '../schema/object.ts';
import { Schema } from '../schema/schema.ts';
import { standardObjects } from '../schema/standard-objects.ts';
import { createRecord, deleteRecord, purgeRecord, undeleteRecord, updateRecord, type WriteContext } from './records.ts';
import { Store, type StoreChange } from './store.ts';
import { upsertRecord } from './upsert.ts';

let store: Store;
let who: WriteContext;
let told: StoreChange[][];
const object = (name: string): SchemaObject => store.schema.need(name);

beforeEach(() => {
  store = new Store(new Schema(standardObjects));
  who = { userId: '005000000000001AAA', now: new Date('2026-11-22T10:00:00Z'), schema: store.schema };
  store.insert(object('User'), who.userId, { Id: who.userId });
  told = [];
  store.onCommit((changes) => told.push([...changes]));
});

function create(name: string, fields: Record<string, string | number | null>): string {
  const result = createRecord(store, object(name), new Map(Object.entries(fields)), who);
  if (!result.success) throw new Error(result.errors[0].message);
  return result.id;
}
const row = (name: string, id: string): Row | undefined => store.table(object(name)).find(id);
const kinds = () => told.map((changes) => changes.map(({ kind, object: { name } }) => `${kind} ${name}`));
const keep = (work: () => void, rollback = false) =>
  store.transact(() => {
    work();
    return { rollback, result: undefined };
  });

describe('a transaction', () => {
  it('undoes everything in it, the last change first, and tells nobody', () => {
    const id = create('Account', { Name: 'Before' });
    told.length = 0;
    keep(() => {
      updateRecord(store, object('Account'), id, new Map([['Name', 'After']]), who);
      create('Contact', { LastName: 'C', AccountId: id });
      deleteRecord(store, object('Account'), id, who);
    }, true);
    expect(row('Account', id)).toMatchObject({ Name: 'Before', IsDeleted: false });
    expect([store.table(object('Contact')).size, store.table(object('Contact')).deletedSize]).toEqual([0, 0]);
    expect(told).toEqual([]);
  });

  it('undoes an inner one alone, and an inner one that held with the outer', () => {
    let inner = '';
    keep(() => {
      create('Account', { Name: 'Outer' });
      keep(() => create('Account', { Name: 'Undone' }), true);
      keep(() => {
        inner = create('Account', { Name: 'Inner' });
      });
    });
    const names = [...store.table(object('Account')).rows()].map(({ Name }) => Name);
    expect(names).toEqual(['Outer', 'Inner']);
    expect(kinds()).toEqual([['created Account', 'created Account']]);
    keep(() => {
      keep(() => {
        deleteRecord(store, object('Account'), inner, who);
      });
    }, true);
    expect(row('Account', inner)).toBeDefined();
  });

  it('is undone when the work throws', () => {
    const work = () =>
      keep(() => {
        create('Account', { Name: 'x' });
        throw new Error('stop');
      });
    expect(work).toThrow('stop');
    expect(store.table(object('Account')).size).toBe(0);
    create('Account', { Name: 'after' });
    expect(kinds()).toEqual([['created Account']]);
  });
});

describe('deleting', () => {
  it('takes children along or clears their lookups, and undeleting brings back what went along', () => {
    const account = create('Account', { Name: 'A' });
    const contact = create('Contact', { LastName: 'C', AccountId: account });
    const worker = create('Contact', { LastName: 'W', ReportsToId: contact });
    const bill = create('Bill__c', { Account__c: account });
    told.length = 0;
    deleteRecord(store, object('Account'), account, who);
    expect(row('Contact', contact)).toBeUndefined();
    expect(row('Contact', worker)).toMatchObject({ ReportsToId: null });
    expect(row('Bill__c', bill)).toMatchObject({ Account__c: null });
    expect(kinds()).toHaveLength(1);
    expect(kinds()[0]).toEqual(
      expect.arrayContaining(['deleted Account', 'deleted Contact', 'updated Contact', 'updated Bill__c']),
    );
    told.length = 0;
    expect(undeleteRecord(store, object('Account'), account, who)).toMatchObject({ success: true });
    expect(row('Contact', contact)).toMatchObject({ AccountId: account, IsDeleted: false });
    expect(kinds()[0]?.toSorted()).toEqual(['undeleted Account', 'undeleted Contact']);
  });

  it('is done once, and what is purged does not come back', () => {
    const account = create('Account', { Name: 'A' });
    deleteRecord(store, object('Account'), account, who);
    const again = deleteRecord(store, object('Account'), account, who);
    expect(again).toMatchObject({ success: false, errors: [{ code: 'ENTITY_IS_DELETED' }] });
    expect(purgeRecord(store, object('Account'), account)).toMatchObject({ success: true });
    expect(undeleteRecord(store, object('Account'), account, who)).toMatchObject({ success: false });
    expect(deleteRecord(store, object('Account'), account, who)).toMatchObject({
      errors: [{ code: 'INVALID_CROSS_REFERENCE_KEY' }],
    });
    expect(kinds()).toEqual([['created Account'], ['deleted Account'], ['purged Account']]);
  });
});

describe('a unique field', () => {
  it('refuses a value that another record holds, in any case, until that record lets go of it', () => {
    const first = create('Bill__c', { ExternalId__c: 'Ä-1' });
    const second = () => createRecord(store, object('Bill__c'), new Map([['ExternalId__c', 'ä-1']]), who);
    expect(second()).toMatchObject({ errors: [{ code: 'DUPLICATE_VALUE' }] });
    updateRecord(store, object('Bill__c'), first, new Map([['ExternalId__c', 'other']]), who);
    const made = second();
    expect(made).toMatchObject({ success: true });
    deleteRecord(store, object('Bill__c'), made.id ?? '', who);
    expect(second()).toMatchObject({ success: true });
    keep(() => deleteRecord(store, object('Bill__c'), first, who), true);
    const taken = createRecord(store, object('Bill__c'), new Map([['ExternalId__c', 'OTHER']]), who);
    expect(taken).toMatchObject({ errors: [{ code: 'DUPLICATE_VALUE' }] });
  });

  it('finds the record that an upsert is for', () => {
    const key = object('Bill__c').fieldByName.get('externalid__c');
    if (!key) throw new Error('No key');
    const upsert = (value: string) =>
      upsertRecord(store, object('Bill__c'), key, value, new Map([['Total__c', 1]]), who);
    expect(upsert('k')).toMatchObject({ success: true, created: true });
    expect(upsert('K')).toMatchObject({ success: true, created: false });
    expect(upsert('')).toMatchObject({ success: false, errors: [{ code: 'MISSING_ARGUMENT' }] });
  });
});

describe('rules on writes', () => {
  it('see the record before and after, and who writes', () => {
    const seen: unknown[] = [];
    store.addCheck(({ kind, before, after, userId }) => {
      seen.push([kind, before?.Name ?? null, after?.Name ?? null, userId]);
      return after?.Name === 'bad' ? [{ code: 'NO', message: 'No.', fields: [] }] : [];
    });
    const id = create('Account', { Name: 'good' });
    const refused = updateRecord(store, object('Account'), id, new Map([['Name', 'bad']]), who);
    expect(refused).toMatchObject({ success: false, id, errors: [{ code: 'NO' }] });
    deleteRecord(store, object('Account'), id, who);
    expect(seen).toEqual([
      ['create', null, 'good', who.userId],
      ['update', 'good', 'bad', who.userId],
      ['delete', 'good', null, who.userId],
    ]);
  });
});
