import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestTerminal } from '../../test/fakes/terminal.ts';
import { runOn } from './main.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-follow-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function millrace(words: string[], input?: string): Promise<{ code: number; out: string; err: string }> {
  const terminal = createTestTerminal({ workingFolder: folder, ...(input === undefined ? {} : { input }) });
  const code = await runOn(terminal, [...words, '--data', join(folder, 'data')]);
  return { code, ...terminal.written };
}

function write(name: string, steps: { id: string; type: string; name: string; settings?: object; onError?: string }[]) {
  const edges = steps.slice(1).map(({ id }, index) => ({ from: steps[index]?.id, to: id }));
  const flow = { format: 'millrace.flow/1', id: name.toLowerCase(), name, steps, edges };
  writeFileSync(join(folder, `${name.toLowerCase()}.json`), JSON.stringify(flow));
}

const start = { id: 'start', type: 'manual', name: 'Start' };
const field = { name: 'twice', value: '{{ n * 2 }}' };

describe('the records of a step on the command line', () => {
  it('are the first hundred, and it says when there are more or fewer were kept', async () => {
    write('Double', [start, { id: 'double', type: 'map_fields', name: 'Double it', settings: { fields: [field] } }]);
    const input = JSON.stringify(Array.from({ length: 120 }, (_, n) => ({ n })));
    await millrace(['run', 'double.json', '--input', '-'], input);
    await millrace(['run', 'double.json', '--input', '-', '--retention', 'sampled'], input);
    const all = await millrace(['show', '1', '--step', 'Double it']);
    expect([JSON.parse(all.out).length, all.err]).toEqual([100, 'These are the first 100 of 120 records.\n']);
    const sample = await millrace(['show', '2', '--step', 'double']);
    expect([JSON.parse(sample.out).length, sample.err]).toEqual([50, 'This run kept 50 of 120 records here.\n']);
    const none = await millrace(['show', '2', '--step', 'triple']);
    expect([none.code, none.out]).toEqual([2, '']);
    expect(none.err).toContain('The run has no step “triple”. It has: start, double.');
  });
});

describe('a record followed on the command line', () => {
  it('is told with the runs that were called for it, whether it got through or failed', async () => {
    write('Inner', [start, { id: 'double', type: 'map_fields', name: 'Double', settings: { fields: [field] } }]);
    const call = { id: 'call', type: 'call_flow', name: 'Call', onError: 'skip', settings: { flow: 'inner.json' } };
    write('Outer', [start, call]);
    await millrace(['run', 'outer.json', '--input', '-'], '[{"n":1},{"n":"two"}]');
    expect((await millrace(['follow', '1', 'start', '1'])).out).toBe(
      [
        'Run 1 of “Outer”',
        '  Start: record 1, this record',
        '  Run 2 of “Inner”',
        '    Start: record 1',
        '    Double: record 1',
        '  Call: record 1',
        '',
      ].join('\n'),
    );
    const { out: failed } = await millrace(['show', '1', '--step', 'call', '--failed']);
    expect(JSON.parse(failed)).toMatchObject([{ number: 2, error: { code: 'CALLED_FLOW_FAILED' } }]);
    expect((await millrace(['follow', '1', 'Call', '2', '--received'])).out).toBe(
      [
        'Run 1 of “Outer”',
        '  Start: record 2',
        '  Call: this record, as it came in',
        '  Run 3 of “Inner”',
        '    Start: record 1',
        '    Failed at “Double”: An expression failed.',
        '  Failed at “Call”: “Inner” failed.',
        '',
      ].join('\n'),
    );
    const { from } = JSON.parse((await millrace(['follow', '3', 'start', '1', '--json'])).out);
    expect(from).toMatchObject([{ step: 'start', index: 1 }]);
  });

  it('is refused where there is no such step or record', async () => {
    write('Alone', [start]);
    await millrace(['run', 'alone.json', '--input', '-'], '[{"n":1}]');
    const refusals: [string[], string, string][] = [
      [['nowhere', '1'], 'error COMMAND_WRONG', 'The flow has no step “nowhere”'],
      [['start', '3'], 'error NOT_FOUND', '3 of “start” at its output “out”'],
      [['start', '1', '--received'], 'error NOT_FOUND', '1 that “start” received'],
      [['start', '0'], 'error COMMAND_WRONG', 'counted from 1'],
      [['start', '1', '--received', '--port', 'out'], 'error COMMAND_WRONG', 'can’t be used together'],
    ];
    for (const [words, code, told] of refusals) {
      const { code: exit, err } = await millrace(['follow', '1', ...words]);
      expect(exit).toBe(2);
      expect(err).toContain(code);
      expect(err).toContain(told);
    }
  });
});
