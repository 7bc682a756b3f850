import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lendLayout } from './browser-parts.fixture.ts';
import { DataTable } from './data-table.tsx';

beforeAll(lendLayout);
afterEach(cleanup);

describe('a table of records', () => {
  it('has a column for every field of any record, named with its type', () => {
    render(<DataTable label="Leads" records={[{ Name: 'Ada' }, { Name: 'Alan', Age: 41 }]} />);
    expect(screen.getByRole('columnheader', { name: /^text ?Name$/ })).toBeTruthy();
    expect(screen.getByRole('columnheader', { name: /^number ?Age$/ })).toBeTruthy();
  });

  it('tells an empty text from a value that isn’t there', () => {
    render(<DataTable label="Leads" records={[{ Name: '', Age: null }]} />);
    expect(screen.getByText('(empty)')).toBeTruthy();
    expect(screen.getByText('(no value)')).toBeTruthy();
  });

  it('says of records without a field that they have none', () => {
    render(<DataTable label="Starts" records={[{}]} />);
    expect(screen.getByRole('cell', { name: '(no fields)' })).toBeTruthy();
  });

  it('keeps only the rows in view in the document, and says how many there are', () => {
    const records = Array.from({ length: 5000 }, (_, index) => ({ n: index }));
    render(<DataTable label="Numbers" records={records} firstIndex={1000} />);
    const table = screen.getByRole('table', { name: 'Numbers' });
    expect(table.getAttribute('aria-rowcount')).toBe('5001');
    const rows = screen.getAllByRole('row');
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.length).toBeLessThan(60);
    expect(rows[1]?.textContent).toBe('10010');
  });

  it('S8 shows markup as text', () => {
    render(<DataTable label="Leads" records={[{ Name: '<img src=x onerror=alert(1)>' }]} />);
    expect(screen.getByText('<img src=x onerror=alert(1)>')).toBeTruthy();
    expect(document.querySelector('img')).toBeNull();
  });
});
