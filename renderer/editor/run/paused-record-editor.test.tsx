import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/json/json.ts';
import { lendLayout } from '../../ui/browser-parts.fixture.ts';
import { PausedRecordEditor } from './paused-record-editor.tsx';

beforeAll(lendLayout);
afterEach(cleanup);

/** Shows a record that a run waits with, and gives what the run would go on with by then. */
function show(record: JsonObject): () => JsonObject | undefined {
  let edited: JsonObject | undefined = record;
  render(
    <PausedRecordEditor
      record={record}
      onChange={(next) => {
        edited = next;
      }}
    />,
  );
  return () => edited;
}

describe('the record that a run waits with', () => {
  it('is edited as a row of a table, in which a number stays one and no rows come or go', async () => {
    const edited = show({ Name: 'Ada', Amount: 1200 });
    const user = userEvent.setup();
    await user.click(screen.getByRole('cell', { name: '1200' }));
    await user.keyboard('50{Enter}');
    expect(edited()).toEqual({ Name: 'Ada', Amount: 50 });
    expect(screen.queryByRole('button', { name: /row/ })).toBeNull();
    await user.click(screen.getByRole('cell', { name: 'Ada' }));
    await user.paste('Basil\t7\nClara\t8');
    expect(edited()).toEqual({ Name: 'Basil', Amount: 7 });
  });

  it('is edited as JSON too; what isn’t a record can’t be gone on with, and says why', async () => {
    const edited = show({ Name: 'Ada' });
    const user = userEvent.setup();
    await user.click(screen.getByRole('radio', { name: 'JSON' }));
    const text = screen.getByRole('textbox');
    await user.clear(text);
    await user.type(text, '[[1]');
    expect(edited()).toBeUndefined();
    expect(screen.getByText(/A record is an object/)).toBeTruthy();
    await user.click(screen.getByRole('radio', { name: 'Table' }));
    expect(screen.getByRole('textbox')).toBe(text);
    await user.clear(text);
    await user.type(text, '{{"Name": "Basil"}');
    expect(edited()).toEqual({ Name: 'Basil' });
    await user.click(screen.getByRole('radio', { name: 'Table' }));
    expect(screen.getByRole('cell', { name: 'Basil' })).toBeTruthy();
  });
});
