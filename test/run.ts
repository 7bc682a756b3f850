/**
 * `npm test`: every suite, one after the other, the quick ones first. A failure doesn't stop the rest. Ends with one
 * line over all of them, `N passed, N failed, N skipped`. `npm test -- lint unit` runs only the suites of those names.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { countPlaywright, countVitest } from './suites/reports.ts';
import {
  addUp,
  countAsOne,
  exitCodeOf,
  type Outcome,
  renderTable,
  type Suite,
  type SuiteResult,
  summarise,
  withExitCode,
} from './suites/suite.ts';
import { BROWSER_VARIABLE, ensureBrowser } from './support/browser.ts';

const root = dirname(import.meta.dirname);
const reports = join(root, '.cache', 'reports');
const endToEndReport = join(root, '.cache', 'e2e', 'report.json');

const suites: readonly Suite[] = [
  { name: 'format', command: ['biome', 'check', '.', '--error-on-warnings'], count: countAsOne },
  { name: 'lint', command: ['eslint', '.', '--max-warnings', '0'], count: countAsOne },
  { name: 'types', command: ['tsc', '-b'], count: countAsOne },
  vitest('architecture', ['--project', 'architecture']),
  { name: 'dead-code', command: ['knip'], count: countAsOne },
  { name: 'build', command: ['node', 'electron/cli/millrace.mjs', '--build'], count: countAsOne },
  vitest('unit', ['--project', '!architecture']),
  {
    name: 'e2e',
    command: ['playwright', 'test', '--config', 'test/e2e/playwright.config.ts'],
    live: true,
    prepare: (say) => {
      rmSync(endToEndReport, { force: true });
      process.env[BROWSER_VARIABLE] = ensureBrowser(say).executablePath;
    },
    count: (outcome) => withExitCode(countPlaywright(endToEndReport), outcome),
  },
];

function vitest(name: string, choice: readonly string[]): Suite {
  const report = join(reports, `${name}.json`);
  return {
    name,
    command: ['vitest', 'run', ...choice, '--reporter', 'dot', '--reporter', 'json', `--outputFile.json=${report}`],
    live: true,
    prepare: () => rmSync(report, { force: true }),
    count: (outcome) => withExitCode(countVitest(report), outcome),
  };
}

async function runSuite(suite: Suite): Promise<SuiteResult> {
  process.stdout.write(`\n▸ ${suite.name}\n`);
  const startedAt = performance.now();
  const finish = (counts: Omit<SuiteResult, 'name' | 'seconds'>): SuiteResult => {
    const seconds = (performance.now() - startedAt) / 1000;
    process.stdout.write(`  ${summarise(counts)} in ${seconds.toFixed(1)} s\n`);
    return { name: suite.name, seconds, ...counts };
  };
  try {
    suite.prepare?.((line) => process.stdout.write(`  ${line}\n`));
    const outcome = await runCommand(suite);
    if (outcome.exitCode !== 0) process.stdout.write(outcome.output);
    return finish(suite.count(outcome));
  } catch (error) {
    process.stdout.write(`  ${error instanceof Error ? error.message : String(error)}\n`);
    return finish({ passed: 0, failed: 1, skipped: 0 });
  }
}

async function runCommand({ command: [program, ...args], live }: Suite): Promise<Outcome> {
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
    // npm puts node_modules/.bin first; started without npm, this does the same.
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
      // A log has no use for colours, and some tools paint them wherever they run.
      ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
    },
    // On Windows the programs of node_modules/.bin are scripts of its shell.
    shell: process.platform === 'win32',
  });
  const output: string[] = [];
  const keep = (chunk: Buffer): unknown => output.push(chunk.toString('utf8'));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const [code] = (await once(child, 'close')) as [number | null];
  return { exitCode: code ?? 1, output: output.join('') };
}

function chooseSuites(names: readonly string[]): readonly Suite[] {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    throw new Error(`No suite ${unknown.join(', ')}. There are: ${suites.map(({ name }) => name).join(', ')}.`);
  }
  return names.length === 0 ? suites : suites.filter(({ name }) => names.includes(name));
}

mkdirSync(reports, { recursive: true });
const results: SuiteResult[] = [];
for (const suite of chooseSuites(process.argv.slice(2))) results.push(await runSuite(suite));
const total = addUp(results);
process.stdout.write(`\n${renderTable(results)}\n\n${summarise(total)}\n`);
process.exitCode = exitCodeOf(total);
