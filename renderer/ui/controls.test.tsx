import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { lendBrowserParts } from './browser-parts.fixture.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { NumberField } from './number-field.tsx';
import { Tabs } from './tabs.tsx';
import { Toggle } from './toggle.tsx';

afterEach(cleanup);

const ignore = () => undefined;

describe('a button', () => {
  it('while busy says what it does, keeps focus and ignores clicks', async () => {
    let clicks = 0;
    const button = (busyLabel?: string) => (
      <Button busyLabel={busyLabel} onClick={() => (clicks += 1)}>
        Test
      </Button>
    );
    const { rerender } = render(button());
    await userEvent.click(screen.getByRole('button', { name: 'Test' }));
    rerender(button('Testing…'));
    const busy = screen.getByRole('button', { name: 'Testing…' });
    await userEvent.click(busy);
    expect(clicks).toBe(1);
    expect(document.activeElement).toBe(busy);
  });
});

describe('tabs', () => {
  function Example() {
    const [chosen, setChosen] = useState('one');
    return (
      <Tabs
        label="Numbers"
        tabs={[
          { id: 'one', label: 'One' },
          { id: 'two', label: 'Two' },
        ]}
        chosen={chosen}
        onChoose={setChosen}
      >
        Content of {chosen}
      </Tabs>
    );
  }

  it('move focus with arrows and choose only with Enter', async () => {
    render(<Example />);
    screen.getByRole('tab', { name: 'One' }).focus();
    await userEvent.keyboard('{ArrowRight}');
    const two = screen.getByRole('tab', { name: 'Two' });
    expect(document.activeElement).toBe(two);
    expect(two.getAttribute('aria-selected')).toBe('false');
    await userEvent.keyboard('{Enter}');
    expect(two.getAttribute('aria-selected')).toBe('true');
    expect(screen.getByRole('tabpanel', { name: 'Two' }).textContent).toBe('Content of two');
  });
});

describe('a number field', () => {
  function Example({ onValue }: { onValue: (value: number | undefined) => void }) {
    const [value, setValue] = useState<number | undefined>(5);
    return (
      <NumberField
        label="Rows"
        value={value}
        minimum={1}
        onChange={(next) => {
          setValue(next);
          onValue(next);
        }}
      />
    );
  }

  it('keeps what isn’t a number in sight, says why, and passes on only numbers within bounds', async () => {
    const passed: (number | undefined)[] = [];
    render(<Example onValue={(value) => passed.push(value)} />);
    const field = screen.getByRole('textbox', { name: 'Rows' });
    await userEvent.clear(field);
    await userEvent.type(field, '12x');
    expect(passed).toEqual([undefined, 1, 12]);
    expect((field as HTMLInputElement).value).toBe('12x');
    expect(screen.getByText('“12x” isn’t a number.')).toBeTruthy();
    await userEvent.clear(field);
    await userEvent.type(field, '0');
    expect(screen.getByText('The smallest value is 1.')).toBeTruthy();
    expect(passed.at(-1)).toBeUndefined();
  });
});

describe('a number field of a document that keeps what is wrong', () => {
  it('hands it on as it stands, and shows it with its sentence when it comes back', async () => {
    const kept: string[] = [];
    const field = (wrongText?: string) => (
      <NumberField
        label="Rows"
        value={undefined}
        minimum={0}
        onChange={ignore}
        wrongText={wrongText}
        onWrong={(text) => kept.push(text)}
      />
    );
    render(field());
    await userEvent.type(screen.getByRole('textbox', { name: 'Rows' }), '-5x');
    expect(kept).toEqual(['-', '-5', '-5x']);
    cleanup();
    render(field('-5x'));
    expect(screen.getByDisplayValue('-5x').getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('“-5x” isn’t a number.')).toBeTruthy();
  });
});

describe('a dialog that is a form', () => {
  it('isn’t sent while a number in it is wrong: the number comes into focus', async () => {
    lendBrowserParts();
    let sent = 0;
    render(
      <MantineProvider env="test">
        <Dialog
          open
          title="Run"
          onClose={ignore}
          onSubmit={() => (sent += 1)}
          actions={<Button type="submit">Run</Button>}
        >
          <NumberField label="Rows" value={5} maximum={9} onChange={ignore} />
        </Dialog>
      </MantineProvider>,
    );
    const field = screen.getByRole('textbox', { name: 'Rows' });
    await userEvent.type(field, '5');
    await userEvent.click(screen.getByRole('button', { name: 'Run' }));
    expect(sent).toBe(0);
    expect(document.activeElement).toBe(field);
    await userEvent.type(field, '{Backspace}{Enter}');
    expect(sent).toBe(1);
  });
});

describe('a switch', () => {
  it('is named by its label and turned with Space', async () => {
    const seen: boolean[] = [];
    render(<Toggle label="Snap" checked={false} onChange={(checked) => seen.push(checked)} />);
    screen.getByRole('switch', { name: 'Snap' }).focus();
    await userEvent.keyboard(' ');
    expect(seen).toEqual([true]);
  });
});
