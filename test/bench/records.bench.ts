import assert from 'node:assert/strict';
import type { JsonObject } from '../../shared/json/json.ts';
import { type Benchmark, timed, timeGoal } from './benchmark.ts';
import { chain, runFlow } from './engine-run.ts';

const COUNTRIES = ['Norway', 'Kenya', 'Peru', 'Japan', 'Canada'];

function makeRecords(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => ({
    Id: index,
    Name: `Account ${index}`,
    Country: COUNTRIES[index % COUNTRIES.length],
    Amount: (index * 7) % 1000,
    Status: index % 3 === 0 ? 'Closed' : 'Open',
  }));
  return JSON.stringify(rows);
}

const flow = chain(
  [
    { id: 'start', type: 'manual', name: 'Run now' },
    { id: 'open', type: 'filter', name: 'Open', settings: { condition: 'Status == "Open" && Amount >= 100' } },
    {
      id: 'compute',
      type: 'map_fields',
      name: 'Compute',
      settings: {
        fields: [
          { name: 'Total', value: '{{ Amount * 1.2 }}' },
          { name: 'Label', value: '{{ upper(Country) }} {{ Name }}' },
        ],
      },
    },
    {
      id: 'sums',
      type: 'summarise',
      name: 'Sums',
      settings: {
        groupBy: ['Country'],
        measures: [
          { name: 'Total', function: 'sum', value: 'Total' },
          { name: 'Labels', function: 'count', value: 'Label' },
        ],
      },
    },
  ],
  { open: 'kept' },
);

type Row = { Country: string; Name: string; Amount: number; Status: string };

function computePlainly(text: string): string {
  const rows = JSON.parse(text) as Row[];
  const computed = rows
    .filter(({ Status, Amount }) => Status === 'Open' && Amount >= 100)
    .map((row) => ({ ...row, Total: row.Amount * 1.2, Label: `${row.Country.toUpperCase()} ${row.Name}` }));
  const groups = new Map<string, { Country: string; Total: number; Labels: number }>();
  for (const { Country, Total, Label } of computed) {
    const group = groups.get(Country) ?? { Country, Total: 0, Labels: 0 };
    group.Total += Total;
    if (Label !== '') group.Labels += 1;
    groups.set(Country, group);
  }
  return JSON.stringify([...groups.values()]);
}

async function computeOurs(text: string): Promise<string> {
  const { output } = await runFlow(flow, { input: JSON.parse(text) as JsonObject[] });
  return JSON.stringify(output);
}

/** Sums of ours are exact; the plain ones have the rounding of every addition in them. */
function rounded(text: string): unknown {
  const groups = JSON.parse(text) as { Total: number }[];
  return groups.map((group) => ({ ...group, Total: group.Total.toFixed(3) }));
}

const texts = new Map<number, string>();

/** Filter, compute two fields, sum and count by country; JSON in, JSON out. */
export const records: Benchmark = {
  name: 'records: filter, compute two fields, sum by country',
  unit: 'records',
  sizes: [1_000, 10_000, 100_000],
  rounds: () => 21,
  warmUps: 10,
  prepare: async () => {
    for (const size of records.sizes) {
      const text = makeRecords(size);
      texts.set(size, text);
      assert.deepEqual(rounded(await computeOurs(text)), rounded(computePlainly(text)));
    }
  },
  plain: (size) => timed(() => computePlainly(texts.get(size) ?? '')),
  ours: (size) => timed(() => computeOurs(texts.get(size) ?? '')),
  goals: [timeGoal(2, 10_000), timeGoal(2, 100_000)],
};
