import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, expect, it } from 'vitest';
import type { Json } from '../../../shared/json/json.ts';
import { lendBrowserParts } from '../../ui/browser-parts.fixture.ts';
import { FormControl } from './form-control.tsx';

lendBrowserParts();
afterEach(cleanup);

/** The form’s setting as it stands. */
let setting: Json | undefined;

function Example({ fields }: { fields: Json }) {
  const [value, setValue] = useState<Json | undefined>(fields);
  setting = value;
  return (
    <MantineProvider env="test">
      <FormControl
        field={{ key: 'fields', label: 'Ask for', control: 'form' }}
        step={{ id: 'start', type: 'manual', name: 'Start' }}
        value={value}
        onChange={setValue}
        onFocus={() => undefined}
        onBlur={() => undefined}
        error={undefined}
        errorAt={() => undefined}
      />
    </MantineProvider>
  );
}

it('takes a number with decimals letter by letter, and says of what is none that it isn’t', async () => {
  render(<Example fields={[{ name: 'share', type: 'number' }]} />);
  const field = screen.getByRole('textbox', { name: 'Value if nothing is entered' });
  await userEvent.type(field, '0.05');
  expect(setting).toEqual([{ name: 'share', type: 'number', default: 0.05 }]);
  await userEvent.type(field, 'x');
  expect(screen.getByText('“0.05x” isn’t a number.')).toBeDefined();
});

it('takes yes or no by a switch', async () => {
  render(<Example fields={[{ name: 'urgent', type: 'boolean' }]} />);
  await userEvent.click(screen.getByRole('switch', { name: 'Yes if nothing is chosen' }));
  expect(setting).toEqual([{ name: 'urgent', type: 'boolean', default: true }]);
});

it('drops a value that the new type can’t have', async () => {
  render(<Example fields={[{ name: 'city', type: 'text', default: 'Leeds' }]} />);
  await userEvent.click(screen.getByRole('combobox', { name: 'Type' }));
  await userEvent.click(screen.getByRole('option', { name: 'Number' }));
  expect(setting).toEqual([{ name: 'city', type: 'number', default: null }]);
});

it('asks in the words that are given for a field', async () => {
  render(<Example fields={[{ name: 'city', type: 'text' }]} />);
  await userEvent.type(screen.getByRole('textbox', { name: 'Question' }), 'Where?');
  expect(setting).toEqual([{ name: 'city', type: 'text', label: 'Where?' }]);
  await userEvent.clear(screen.getByRole('textbox', { name: 'Question' }));
  expect(setting).toEqual([{ name: 'city', type: 'text' }]);
});
