import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest } from './reports.ts';
import { addUp, countAsOne, exitCodeOf, renderTable, summarise, withExitCode } from './suite.ts';

function asFile(content: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'millrace-report-')), 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const green = { passed: 3, failed: 0, skipped: 1 };

describe('counting the suites', () => {
  it('counts a check without tests as one', () => {
    expect(countAsOne({ exitCode: 0, output: '' })).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(countAsOne({ exitCode: 2, output: '' })).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('fails a suite that ended badly although no test of it failed', () => {
    expect(withExitCode(green, { exitCode: 1, output: '' }).failed).toBe(1);
    expect(withExitCode(green, { exitCode: 0, output: '' })).toEqual(green);
  });

  it('counts a test file that could not be loaded as a failure', () => {
    const report = {
      numPassedTests: 2,
      numFailedTests: 1,
      numPendingTests: 1,
      numTodoTests: 0,
      testResults: [
        { status: 'failed', assertionResults: [{}] },
        { status: 'failed', assertionResults: [] },
      ],
    };
    expect(countVitest(asFile(report))).toEqual({ passed: 2, failed: 2, skipped: 1 });
  });

  it('counts a flaky test and an error outside the tests as failures', () => {
    const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] };
    expect(countPlaywright(asFile(report))).toEqual({ passed: 5, failed: 3, skipped: 2 });
  });

  it('fails when a report was never written', () => {
    expect(countVitest('/nowhere/report.json').failed).toBe(1);
    expect(countPlaywright('/nowhere/report.json').failed).toBe(1);
  });

  it('ends in one line over all suites and succeeds only when something ran and nothing failed', () => {
    expect(summarise(addUp([green, green]))).toBe('6 passed, 0 failed, 2 skipped');
    expect(exitCodeOf(green)).toBe(0);
    expect(exitCodeOf({ ...green, failed: 1 })).toBe(1);
    expect(exitCodeOf({ passed: 0, failed: 0, skipped: 4 })).toBe(1);
  });

  it('shows one suite a line, in columns', () => {
    expect(renderTable([{ name: 'lint', seconds: 1.25, passed: 1, failed: 0, skipped: 0 }])).toBe(
      'suite  passed  failed  skipped  seconds\nlint        1       0        0      1.3',
    );
  });
});
