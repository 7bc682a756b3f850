/** How many tests of a suite passed, failed and were skipped. */
export type Counts = { passed: number; failed: number; skipped: number };

/** One suite that ran. `seconds` is its wall-clock time, `note` what a person should know of it. */
export type SuiteResult = Counts & { name: string; seconds: number; note?: string };

/** What a finished command left: its exit code, and what it wrote where its output was kept. */
export type Outcome = { exitCode: number; output: string };

/** One suite: a command, and how its tests are counted. */
export type Suite = {
  name: string;
  /** Program and arguments; the program is one of node_modules/.bin. */
  command: readonly [string, ...string[]];
  /** True where the command's own report is worth watching while it runs; else only shown when it fails. */
  live?: boolean;
  /** Runs first; its failure fails the suite. */
  prepare?: (say: (line: string) => void) => void;
  /** Counts the tests after the command ended. */
  count: (outcome: Outcome) => Counts;
};

/** A check that is one test: it passes with exit code 0. */
export function countAsOne({ exitCode }: Outcome): Counts {
  return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** A suite that ends badly fails, even when its report counts no failure (a file that didn't load, a crash). */
export function withExitCode(counts: Counts, { exitCode }: Outcome): Counts {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** The sum over suites. */
export function addUp(results: readonly Counts[]): Counts {
  const sum = (key: keyof Counts): number => results.reduce((total, result) => total + result[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** The last line of `npm test`. */
export function summarise({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** 0 only when something ran and nothing failed. */
export function exitCodeOf({ passed, failed }: Counts): 0 | 1 {
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** A table of suites with their counts and times, one a line. */
export function renderTable(results: readonly SuiteResult[]): string {
  const header = ['suite', 'passed', 'failed', 'skipped', 'seconds'];
  const rows = results.map((result) => [
    result.name,
    String(result.passed),
    String(result.failed),
    String(result.skipped),
    result.seconds.toFixed(1),
  ]);
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [header, ...rows]
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))))
    .map((row) => row.join('  '))
    .join('\n');
}
