import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestTerminal } from '../../test/fakes/terminal.ts';
import { runOn } from './main.ts';
import type { RunDocument } from './output/run-document.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-part-'));
  const steps = [
    { id: 'start', type: 'manual', name: 'Run now' },
    { id: 'odd', type: 'filter', name: 'Only odd', settings: { condition: 'n % 2 == 1' } },
    { id: 'double', type: 'map_fields', name: 'Double', settings: { fields: [{ name: 'd', value: '{{ n * 2 }}' }] } },
  ];
  const edges = [
    { from: 'start', to: 'odd' },
    { from: 'odd', to: 'double' },
  ];
  const flow = { format: 'millrace.flow/1', id: 'odd', name: 'Odd', steps, edges };
  writeFileSync(join(folder, 'odd.json'), JSON.stringify(flow));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function millrace(words: string[], input?: string): Promise<{ code: number; out: string; err: string }> {
  const terminal = createTestTerminal({ workingFolder: folder, ...(input === undefined ? {} : { input }) });
  const code = await runOn(terminal, [...words, '--data', join(folder, 'data')]);
  return { code, ...terminal.written };
}

const numbers = JSON.stringify([1, 2, 3, 4, 5].map((n) => ({ n })));

async function runOdd(...words: string[]): Promise<RunDocument> {
  const { out } = await millrace(['run', 'odd.json', '--input', '-', '--json', ...words], numbers);
  return JSON.parse(out);
}

describe('a part of a flow, on the command line', () => {
  it('runs up to a step, named by its name too, with the first records', async () => {
    const { steps, output } = await runOdd('--until', 'Only odd', '--first', '3');
    expect(steps.map(({ id, in: came, status }) => [id, came, status])).toEqual([
      ['start', 0, 'succeeded'],
      ['odd', 3, 'succeeded'],
      ['double', 0, 'skipped'],
    ]);
    expect(output).toEqual([{ n: 1 }, { n: 3 }]);
  });

  it('runs one step, or from one on, on the records of an earlier run', async () => {
    await runOdd();
    expect((await runOdd('--only', 'double')).output).toEqual([1, 3, 5].map((n) => ({ n, d: n * 2 })));
    const again = await runOdd('--from', 'odd', '--data-from', '1');
    expect(again.steps.map(({ in: came }) => came)).toEqual([0, 5, 3]);
  });

  it.each([
    [['--until', 'odd', '--only', 'odd'], 'can’t be used together'],
    [['--data-from', '1'], '--data-from goes with --only or --from'],
    [['--until', 'no'], 'The flow has no step “no”. It has: start, odd, double.'],
    [['--first', '0'], 'from 1 to 1000000'],
  ])('is refused with code 2 for %j', async (words, message) => {
    const { code, err } = await millrace(['run', 'odd.json', ...words]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('says what an earlier run can’t give', async () => {
    const { code, err } = await millrace(['run', 'odd.json', '--only', 'double']);
    expect(code).toBe(2);
    expect(err).toContain('No run has records for “Double” yet.');
  });
});

describe('a run that is tried again, on the command line', () => {
  const failing = JSON.stringify([{ n: 1 }, { n: 'two' }, { n: 3 }]);

  it('does only what failed again, or all of it, and names the run that it came of', async () => {
    const flow = JSON.parse(readFileSync(join(folder, 'odd.json'), 'utf8'));
    flow.steps = flow.steps.filter(({ id }: { id: string }) => id !== 'odd');
    flow.steps[1].onError = 'skip';
    flow.edges = [{ from: 'start', to: 'double' }];
    writeFileSync(join(folder, 'odd.json'), JSON.stringify(flow));
    expect((await millrace(['run', 'odd.json', '--input', '-'], failing)).code).toBe(1);
    const failures = await millrace(['rerun', '1', '--failures-only', '--json']);
    expect(failures.code).toBe(1);
    expect(JSON.parse(failures.out).steps[1]).toMatchObject({ in: 1, failed: 1 });
    const whole = await millrace(['rerun', '1', '--from', 'start', '--json']);
    expect(JSON.parse(whole.out).steps[1]).toMatchObject({ in: 3, failed: 1, out: 2 });
    expect((await millrace(['show', '3'])).out).toContain('Retry of run 1');
    expect((await millrace(['rerun', '2'])).out).toContain('Retry of run 2');
    const { code, err } = await millrace(['rerun', '1']);
    expect(code).toBe(2);
    expect(err).toContain('run 2 is its retry already. What that one left can be tried again from there.');
  });

  it('is refused with code 2 for a step that isn’t there', async () => {
    await runOdd();
    const { code, err } = await millrace(['rerun', '1', '--from', 'no']);
    expect([code, err]).toEqual([2, expect.stringContaining('The run has no step “no”')]);
  });
});
