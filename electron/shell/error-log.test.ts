import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createErrorLog } from './error-log.ts';

describe('the desktop’s log', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const linesOf = (path: string): unknown[] =>
    readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('holds each error on a line of its own as soon as it was reported', () => {
    const log = createErrorLog(join(folder, 'deeper'));
    log.report('It broke', new TypeError('a\nb'));
    log.report('It broke', 'without an error');
    expect(linesOf(log.path)).toMatchObject([
      { level: 'error', message: 'It broke', name: 'TypeError', stack: expect.stringContaining('error-log.test') },
      { level: 'error', message: 'It broke', detail: 'without an error' },
    ]);
  });

  it('says what broke beside the error’s own words', () => {
    const log = createErrorLog(folder);
    log.report('The page couldn’t be loaded', new Error('ERR_FAILED'));
    expect(linesOf(log.path)).toMatchObject([{ message: 'The page couldn’t be loaded', error: 'ERR_FAILED' }]);
  });

  it('S15 can be read by its owner only', () => {
    const log = createErrorLog(folder);
    log.write('line\n');
    expect(statSync(log.path).mode & 0o077).toBe(0);
  });

  it('starts anew at 1 MB and keeps the one before', () => {
    const log = createErrorLog(folder);
    writeFileSync(log.path, 'a'.repeat(1_000_001));
    log.write('new\n');
    expect(readFileSync(log.path, 'utf8')).toBe('new\n');
    expect(statSync(`${log.path}.1`).size).toBe(1_000_001);
  });

  it('lets the app go on where it can’t be written', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => createErrorLog(join(folder, 'file')).report('It broke', new Error('x'))).not.toThrow();
  });
});
