import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { JsonObject } from '../../../shared/json/json.ts';
import { lendLayout } from '../browser-parts.fixture.ts';
import { type GridContent, toGrid } from './grid-content.ts';
import { RecordGrid } from './record-grid.tsx';

beforeAll(lendLayout);
afterEach(cleanup);

/** Shows records in a table and gives those that it holds by then. */
function show(records: JsonObject[]): () => readonly JsonObject[] {
  let held: GridContent = toGrid(records);
  function Held() {
    const [content, setContent] = useState(held);
    held = content;
    return <RecordGrid label="leads" content={content} onChange={setContent} />;
  }
  render(<Held />);
  return () => held.records;
}

const cell = (name: string) => screen.getByRole('cell', { name });
const expectFocus = (name: string) => waitFor(() => expect(document.activeElement).toBe(cell(name)));

/** Lets no frame be drawn by itself; gives those that wait, by the number by which they can be cancelled. */
function holdFrames(): Map<number, FrameRequestCallback> {
  const frames = new Map<number, FrameRequestCallback>();
  let last = 0;
  vi.spyOn(window, 'requestAnimationFrame').mockImplementation((draw) => {
    last += 1;
    frames.set(last, draw);
    return last;
  });
  vi.spyOn(window, 'cancelAnimationFrame').mockImplementation((frame) => void frames.delete(frame));
  onTestFinished(() => void vi.restoreAllMocks());
  return frames;
}

describe('a table of records that is edited', () => {
  it('is one stop of Tab; arrows reach every cell, typing replaces and Enter goes on below', async () => {
    const records = show([
      { Name: 'Ada', Amount: 1 },
      { Name: 'Basil', Amount: 2 },
    ]);
    const keys = userEvent.setup();
    await keys.click(cell('Ada'));
    await keys.keyboard('{ArrowRight}');
    await expectFocus('1');
    await keys.keyboard('12{Enter}');
    expect(records()[0]).toEqual({ Name: 'Ada', Amount: 12 });
    await expectFocus('2');
    await keys.keyboard('{F2}0{Escape}');
    await expectFocus('2');
    await keys.keyboard('{Delete}');
    expect(records()[1]).toEqual({ Name: 'Basil' });
    expect(screen.getAllByRole('cell').filter((one) => one.tabIndex === 0)).toHaveLength(1);
  });

  it('is left as it is by an edit that changes nothing', async () => {
    const records = show([{ Code: 7 }, { Code: '7' }]);
    const keys = userEvent.setup();
    await keys.click(screen.getAllByRole('cell', { name: '7' })[1] ?? document.body);
    await keys.keyboard('{F2}{Enter}');
    expect(records()).toEqual([{ Code: 7 }, { Code: '7' }]);
  });

  it('gets rows and named fields by its buttons, and loses the chosen one', async () => {
    const records = show([]);
    const keys = userEvent.setup();
    await keys.click(screen.getByRole('button', { name: 'Add row' }));
    await keys.click(screen.getByRole('button', { name: 'Add field' }));
    await keys.keyboard('Amount{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(screen.getAllByRole('cell').at(-1)));
    await keys.keyboard('5{Enter}');
    expect(records()).toEqual([{ Amount: 5 }]);
    await keys.click(screen.getByRole('button', { name: 'Remove row' }));
    expect(records()).toEqual([]);
  });

  it('puts what is typed into the cell that the keys have reached, however fast it comes after them', async () => {
    holdFrames();
    const records = show([{ Name: 'Ada', Amount: 1 }]);
    const keys = userEvent.setup();
    await keys.click(cell('Ada'));
    await keys.keyboard('{End}77{Enter}');
    expect(records()).toEqual([{ Name: 'Ada', Amount: 77 }]);
    await keys.click(cell('Ada'));
    await keys.keyboard('{End}{Delete}');
    expect(records()).toEqual([{ Name: 'Ada' }]);
  });

  it('leaves focus where somebody points although another cell was to have it', async () => {
    const frames = holdFrames();
    show([{ Name: 'Ada', Amount: 1 }]);
    const keys = userEvent.setup();
    await keys.click(cell('Ada'));
    await keys.keyboard('{End}');
    await keys.click(cell('Ada'));
    act(() => {
      for (const draw of frames.values()) draw(0);
    });
    expect(document.activeElement).toBe(cell('Ada'));
  });

  it('takes what is typed at once although the screen is slow to draw what was chosen before', async () => {
    const frames = holdFrames();
    const records = show([{ Name: 'Ada' }]);
    const keys = userEvent.setup();
    await keys.click(screen.getByRole('button', { name: 'Add row' }));
    await keys.click(screen.getByRole('button', { name: 'Add field' }));
    act(() => {
      for (const draw of frames.values()) draw(0);
    });
    await keys.keyboard('Amount{Enter}');
    await keys.click(cell('Ada'));
    await keys.paste('Basil\t2\n');
    expect(records()[0]).toEqual({ Name: 'Basil', Amount: 2 });
  });

  it('takes rows of a spreadsheet from the chosen cell on', async () => {
    const records = show([{ Name: 'Ada', Amount: 1 }]);
    const keys = userEvent.setup();
    await keys.click(cell('Ada'));
    await keys.paste('Basil\t2\nCedar\t3\n');
    expect(records()).toEqual([
      { Name: 'Basil', Amount: 2 },
      { Name: 'Cedar', Amount: 3 },
    ]);
  });
});
