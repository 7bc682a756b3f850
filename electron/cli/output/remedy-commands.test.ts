import { describe, expect, it } from 'vitest';
import { type ErrorCode, MillraceError } from '../../../shared/errors/index.ts';
import { explainRun } from '../../../shared/failures/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { RunState, StepState } from '../../../shared/run/state.ts';
import { createTestTerminal } from '../../../test/fakes/terminal.ts';
import { runOn } from '../main.ts';
import { commandLineOf } from './remedy-commands.ts';

/** A run of a stored flow that failed at its only step. */
function failedRun(code: ErrorCode, data: JsonObject, failed = 0): RunState {
  const error = new MillraceError(code, data).describe();
  const record = { index: 0, record: {}, error, disposition: 'skip' as const };
  const step: StepState = {
    id: 'save',
    status: 'failed',
    in: 3,
    out: {},
    failed,
    skipped: 0,
    filtered: 0,
    calls: 0,
    retries: 0,
    failures: failed > 0 ? [record] : [],
    warnings: [],
    error,
  };
  const connection = { id: 'c1', name: 'Acme “big” $HOME' };
  const steps = [{ id: 'save', name: 'Save', type: 'salesforce.create', connection }];
  const header = { runId: 'run-1', flowId: 'f', flowName: 'F', revision: 3, steps, edges: [] };
  return { header, status: 'failed', steps: { save: step }, lastSeq: 9, elapsedMs: 1 } as unknown as RunState;
}

function commandsOf(state: RunState, resumable = true): string[] {
  return explainRun(state).flatMap((failure) =>
    failure.remedies.flatMap((remedy) => commandLineOf(remedy, failure, state, resumable) ?? []),
  );
}

const printing = 'millrace show run-1 --json';
const connection = '"Acme “big” \\$HOME"';

describe('what is typed to mend a failure', () => {
  it.each<[ErrorCode, JsonObject, string[]]>([
    ['CONNECTION_ERROR', { host: 'a' }, [`millrace connections test ${connection}`, 'millrace resume run-1']],
    ['MISSING_TOKEN', { reason: 'session-expired' }, [`millrace connections reconnect ${connection}`]],
    [
      'BUDGET_REACHED',
      { connection: 'A', limit: 5 },
      [`millrace connections edit ${connection} --set dailyCalls=NUMBER`],
    ],
    [
      'REQUEST_TIMEOUT',
      { host: 'a', seconds: 60 },
      [`millrace connections edit ${connection} --set readTimeout=SECONDS`],
    ],
    ['CALLED_FLOW_FAILED', { flow: 'B', number: 4, runId: 'run-4' }, ['millrace show run-4']],
    ['RESUME_IMPOSSIBLE', { step: 'Save' }, ['millrace rerun run-1 --from start --current']],
    ['SECRET_STORE_LOCKED', {}, ['millrace vault status']],
    ['CREDENTIAL_NOT_USABLE', { detail: 'No.' }, ['millrace credentials list']],
    ['WEBHOOK_PORT_IN_USE', { port: 8086 }, ['millrace webhooks port']],
    ['UNKNOWN_ERROR', { detail: 'No.' }, [printing]],
  ])('%s is mended by %j', (code, data, expected) => {
    const commands = commandsOf(failedRun(code, data));
    expect(commands).toEqual(expect.arrayContaining([...expected, printing]));
  });

  it('runs the failed records again, and resumes only what can be resumed', () => {
    const again = 'millrace rerun run-1 --failures-only --from save --current';
    expect(commandsOf(failedRun('RECORD_REFUSED', { detail: 'No.' }, 1))).toEqual([again, printing]);
    expect(commandsOf(failedRun('CONNECTION_ERROR', { host: 'a' }), false)).not.toContain('millrace resume run-1');
  });

  it('types only commands that there are', async () => {
    const codes: [ErrorCode, JsonObject][] = [
      ['CONNECTION_ERROR', { host: 'a' }],
      ['BUDGET_REACHED', { connection: 'A', limit: 5 }],
      ['MISSING_TOKEN', {}],
      ['CALLED_FLOW_FAILED', { flow: 'B', number: 4, runId: 'run-4' }],
      ['RESUME_IMPOSSIBLE', { step: 'Save' }],
      ['SECRET_STORE_LOCKED', {}],
      ['CREDENTIAL_NOT_USABLE', {}],
      ['DISK_FULL', { path: '/x' }],
      ['WEBHOOK_PORT_IN_USE', { port: 8086 }],
      ['RECORD_REFUSED', {}],
    ];
    const commands = new Set(codes.flatMap(([code, data]) => commandsOf(failedRun(code, data, 1))));
    for (const command of commands) {
      // With `--help`, the program says whether it knows the command, its options and their values, and does nothing.
      const words = command
        .replaceAll(/"[^"]*"/g, 'NAME')
        .split(' ')
        .slice(1);
      const terminal = createTestTerminal({ workingFolder: '/' });
      expect(await runOn(terminal, [...words, '--help']), command).toBe(0);
      for (const option of words.filter((word) => word.startsWith('--')))
        expect(terminal.written.out, command).toContain(option);
    }
  });
});
