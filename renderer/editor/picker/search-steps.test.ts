import { describe, expect, it } from 'vitest';
import { type Findable, searchSteps } from './search-steps.ts';

const make = (label: string, keywords: string[], system = '', description = ''): Findable => ({
  label,
  keywords,
  system,
  description,
});
const items = [
  make('Filter', ['keep', 'where'], '', 'Keeps the records that match a condition.'),
  make('If', ['condition', 'branch', 'decide'], '', 'Sends each record one of two ways.'),
  make('Create a record', ['insert', 'add'], 'Salesforce'),
  make('Find records', ['query'], 'Salesforce'),
  make('Read file', ['csv', 'import'], '', 'Brings the rows of a file into the flow.'),
];
const find = (query: string) => searchSteps(items, query).map(({ label }) => label);

describe('searching steps', () => {
  it('finds a step by its synonyms', () => {
    expect(find('branch')).toEqual(['If']);
    expect(find('csv')).toEqual(['Read file']);
  });

  it('prefers the name to synonyms and those to descriptions', () => {
    expect(find('condition')).toEqual(['If', 'Filter']);
  });

  it('wants every word, wherever it is', () => {
    expect(find('salesforce create')).toEqual(['Create a record']);
    expect(find('salesforce csv')).toEqual([]);
  });

  it('forgives letters left out', () => {
    expect(find('fltr')).toEqual(['Filter']);
  });

  it('keeps everything, in order, for an empty query', () => {
    expect(find('  ')).toHaveLength(items.length);
  });
});
