import type { TestResult } from '../../shared/contract/index.ts';
import type { MillraceError } from '../../shared/errors/index.ts';
import { isJsonObject, type Json } from '../../shared/json/json.ts';

/** The three questions of a connection test, in the order they are asked. */
export type TestStep = TestResult['lines'][number]['step'];

/** How one of them stands. */
export type ShownLine = { step: TestStep; status: 'succeeded' | 'failed' | 'notRun' | 'running' };

/** Why details that aren't stored failed their test. */
export type TestFailure = { cause: string; fix: string; lines: ShownLine[] };

const order: readonly TestStep[] = ['reach', 'signIn', 'api'];

/** The lines of a test that has just begun. */
export const runningLines: readonly ShownLine[] = order.map((step, index) => ({
  step,
  status: index === 0 ? 'running' : 'notRun',
}));

/** What a failed `create` or `update` tells of its test (`data.test`); without lines when the error came before it. */
export function readTestFailure({ message, why, fix, data }: MillraceError): TestFailure {
  const test = isJsonObject(data.test) ? data.test : {};
  return {
    cause: textOf(test.message) ?? (why === '' ? message : `${message} ${why}`),
    fix: textOf(test.fix) ?? fix,
    lines: Array.isArray(test.lines) ? test.lines.flatMap(readLine) : [],
  };
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function readLine(line: Json): ShownLine[] {
  if (!isJsonObject(line)) return [];
  const step = order.find((name) => name === line.step);
  const status = (['succeeded', 'failed', 'notRun'] as const).find((name) => name === line.status);
  return step && status ? [{ step, status }] : [];
}
