import { existsSync, readFileSync } from 'node:fs';
import type { Counts } from './suite.ts';

/** The part of vitest's JSON report that is read (vitest/reporters, `JsonTestResults`). */
type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
};

/** The part of Playwright's JSON report that is read (@playwright/test/reporter, `JSONReport`). */
type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
};

const nothingRan: Counts = { passed: 0, failed: 1, skipped: 0 };

/** Counts of vitest's report; a file that couldn't be loaded is one failure, a missing report too. */
export function countVitest(file: string): Counts {
  const report = readReport<VitestReport>(file);
  if (report === undefined) return nothingRan;
  const unloaded = report.testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Counts of Playwright's report; a flaky test is a failure, and so is an error outside any test. */
export function countPlaywright(file: string): Counts {
  const report = readReport<PlaywrightReport>(file);
  if (report === undefined) return nothingRan;
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped };
}

function readReport<Report>(file: string): Report | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined;
}
