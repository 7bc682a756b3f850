import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ListColumn, ListTable } from './list-table.tsx';

type Fruit = { id: string; name: string; weight: number };

const fruits: Fruit[] = [
  { id: '1', name: 'Pear', weight: 9 },
  { id: '2', name: 'Apple', weight: 10 },
  { id: '3', name: 'Plum', weight: 2 },
];
const columns: ListColumn<Fruit>[] = [
  { id: 'name', label: 'Name', grows: true, sortBy: (fruit) => fruit.name, render: (fruit) => fruit.name },
  { id: 'weight', label: 'Weight', sortBy: (fruit) => fruit.weight, render: (fruit) => fruit.weight },
];

function show() {
  const renamed: string[] = [];
  render(
    <MantineProvider env="test" withCssVariables={false}>
      <ListTable
        label="Fruits"
        columns={columns}
        rows={fruits}
        rowKey={(fruit) => fruit.id}
        rowName={(fruit) => fruit.name}
        rowHref={(fruit) => `#/fruits/${fruit.id}`}
        rowMenu={(fruit) => [[{ label: 'Rename', onSelect: () => renamed.push(fruit.name) }]]}
      />
    </MantineProvider>,
  );
  return { user: userEvent.setup(), renamed };
}

const names = () => screen.getAllByRole('link').map((link) => link.textContent);

beforeAll(() => {
  // jsdom has neither; the component library asks for both.
  window.matchMedia = (query) =>
    Object.assign(new EventTarget(), { matches: false, media: query, onchange: null }) as unknown as MediaQueryList;
  window.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});

afterEach(() => {
  cleanup();
  window.location.hash = '';
});

describe('a list', () => {
  it('sorts by a column’s button, numbers as numbers, and says so', async () => {
    const { user } = show();
    const weight = screen.getByRole('columnheader', { name: 'Weight' });
    await user.click(within(weight).getByRole('button'));
    expect(names()).toEqual(['Plum', 'Pear', 'Apple']);
    expect(weight.getAttribute('aria-sort')).toBe('ascending');
    await user.click(within(weight).getByRole('button'));
    expect(names()).toEqual(['Apple', 'Pear', 'Plum']);
    expect(weight.getAttribute('aria-sort')).toBe('descending');
  });

  it('moves between rows with arrows, Home and End, and by the first letters of a name', async () => {
    const { user } = show();
    screen.getByRole('link', { name: 'Pear' }).focus();
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement?.textContent).toBe('Apple');
    await user.keyboard('{End}');
    expect(document.activeElement?.textContent).toBe('Plum');
    await user.keyboard('{Home}');
    expect(document.activeElement?.textContent).toBe('Pear');
    await user.keyboard('pl');
    expect(document.activeElement?.textContent).toBe('Plum');
  });

  it('opens a row that is clicked anywhere but on a control', async () => {
    const { user } = show();
    await user.click(screen.getByText('10'));
    expect(window.location.hash).toBe('#/fruits/2');
  });

  it('offers a row’s actions behind ⋯', async () => {
    const { user, renamed } = show();
    await user.click(screen.getByRole('button', { name: 'Actions for “Plum”' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Rename' }));
    expect(renamed).toEqual(['Plum']);
    expect(window.location.hash).toBe('');
  });

  it('gives focus to the row in the place of one that is taken away, and leaves it where it went otherwise', () => {
    const table = (rows: Fruit[]) => (
      <ListTable
        label="Fruits"
        columns={columns}
        rows={rows}
        rowKey={(fruit) => fruit.id}
        rowName={(fruit) => fruit.name}
        rowHref={(fruit) => `#/fruits/${fruit.id}`}
      />
    );
    const { rerender } = render(table(fruits));
    screen.getByRole('link', { name: 'Apple' }).focus();
    rerender(table(fruits.filter(({ name }) => name !== 'Apple')));
    expect(document.activeElement).toBe(screen.getByRole('link', { name: 'Plum' }));
    rerender(table(fruits.slice(0, 1)));
    expect(document.activeElement).toBe(screen.getByRole('link', { name: 'Pear' }));
    screen.getByRole('button', { name: /Name/ }).focus();
    rerender(table(fruits.slice(1)));
    expect(document.activeElement).toBe(screen.getByRole('button', { name: /Name/ }));
  });
});
