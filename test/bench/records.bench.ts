import assert from 'node:assert/strict';
import type { JsonObject } from '../../shared/json/json.ts';
import { type Benchmark, timed, timeGoal } from './benchmark.ts';
import { chain, keepNothing, runFlow } from './engine-run.ts';

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
  ],
  { open: 'kept' },
);

type Row = { Country: string; Name: string; Amount: number; Status: string };

function computePlainly(text: string): string {
  const rows = JSON.parse(text) as Row[];
  const kept = rows.filter(({ Status, Amount }) => Status === 'Open' && Amount >= 100);
  return JSON.stringify(
    kept.map((row) => ({ ...row, Total: row.Amount * 1.2, Label: `${row.Country.toUpperCase()} ${row.Name}` })),
  );
}

/** Takes what leaves the last step, since a run's result holds only its first 1,000 records. */
async function computeOurs(text: string): Promise<string> {
  const out: JsonObject[] = [];
  await runFlow(flow, {
    input: JSON.parse(text) as JsonObject[],
    retention: 'full',
    recorder: {
      ...keepNothing,
      records: (step, _port, _index, batch) => {
        if (step === 'compute') for (const record of batch) out.push(record);
      },
    },
  });
  return JSON.stringify(out);
}

const texts = new Map<number, string>();

/** Filter and compute two fields; JSON in, JSON out. */
export const records: Benchmark = {
  name: 'records: filter, compute two fields',
  unit: 'records',
  sizes: [1_000, 10_000, 100_000],
  rounds: () => 15,
  warmUps: 5,
  prepare: async () => {
    for (const size of records.sizes) texts.set(size, makeRecords(size));
    const text = texts.get(1_000) ?? '';
    assert.equal(await computeOurs(text), computePlainly(text));
  },
  plain: (size) => timed(() => computePlainly(texts.get(size) ?? '')),
  ours: (size) => timed(() => computeOurs(texts.get(size) ?? '')),
  goals: [timeGoal(2, 10_000), timeGoal(2, 100_000)],
};
