import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { KeptWrite } from '../../shared/contract/index.ts';
import { PlanTable } from './plan-table.tsx';

afterEach(cleanup);

const write = (more: Partial<KeptWrite>): KeptWrite => ({
  number: 0,
  step: 'post',
  place: 0,
  operation: 'send',
  target: 'POST https://api.example.com/orders',
  fields: [{ field: 'total', wouldBecome: 2 }],
  ...more,
});

/** The columns of a plan, and the texts of its rows. */
function show(...writes: KeptWrite[]) {
  render(<PlanTable writes={writes} label="Plan" stepNames={new Map([['post', 'Send it']])} />);
  const [, ...rows] = screen.getAllByRole('row');
  return {
    columns: screen.getAllByRole('columnheader').map(({ textContent }) => textContent),
    rows: rows.map((row) =>
      within(row)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    ),
  };
}

describe('the table of a plan', () => {
  it('has a line for each field, each of which tells a listener the whole write', () => {
    const { columns, rows } = show(
      write({
        fields: [
          { field: 'total', now: 1, wouldBecome: 2 },
          { field: 'gone', now: 'x' },
        ],
      }),
    );
    expect(columns).toEqual(['What', 'Object', 'Record', 'Field', 'Now → would become']);
    expect(rows).toEqual([
      ['Send', 'POST https://api.example.com/orders', '', 'total', '12'],
      ['Send', 'POST https://api.example.com/orders', '', 'gone', 'xnothing'],
    ]);
  });

  it('tells the step and its flow where called flows write too', () => {
    const { columns, rows } = show(
      write({}),
      write({ step: 'call/log', calledIn: { flow: 'Orders', step: 'Log it' }, operation: 'delete-value' }),
    );
    expect(columns[1]).toBe('Step');
    expect(rows.map((row) => row.slice(0, 2))).toEqual([
      ['Send', 'Send it'],
      ['Forget', 'Log it, in Orders'],
    ]);
  });
});
