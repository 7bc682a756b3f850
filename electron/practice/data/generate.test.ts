import { describe, expect, it } from 'vitest';
import { Schema } from '../schema/schema.ts';
import { standardObjects } from '../schema/standard-objects.ts';
import { Store } from '../store/store.ts';
import { generateSampleData, sampleCounts } from './generate.ts';

const standardSchema = new Schema(standardObjects);
const now = new Date('2026-11-22T10:00:00Z');

function sample(seed: number) {
  const store = new Store(standardSchema);
  generateSampleData(store, seed, now);
  return store;
}

function rows(store: Store) {
  return standardSchema.objects.map((object) => [...store.table(object).rows()]);
}

describe('the sample data', () => {
  it('holds the promised number of records', () => {
    const store = sample(1);
    for (const [name, count] of Object.entries(sampleCounts)) {
      expect(store.table(standardSchema.need(name)).size).toBe(count);
    }
  });

  it('is the same for the same seed and another for another', () => {
    expect(rows(sample(7))).toEqual(rows(sample(7)));
    expect(rows(sample(7))).not.toEqual(rows(sample(8)));
  });

  it('writes only to addresses reserved for examples', () => {
    const store = sample(1);
    for (const name of ['Contact', 'Lead', 'User']) {
      for (const row of store.table(standardSchema.need(name)).rows()) {
        expect(row.Email).toMatch(/@([a-z0-9-]+\.)?example\.(com|org)$/);
      }
    }
  });

  it('names every account differently', () => {
    const names = [...sample(1).table(standardSchema.need('Account')).rows()].map((row) => row.Name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('lets each contact belong to an account that exists', () => {
    const store = sample(1);
    for (const contact of store.table(standardSchema.need('Contact')).rows()) {
      expect(store.table(standardSchema.need('Account')).find(String(contact.AccountId))).toBeDefined();
    }
  });
});
