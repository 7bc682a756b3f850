import type { BrowserWindow } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';
import { answers, callNames, BrowserWindow as FakeWindow, resetElectron } from '../../test/fakes/electron.ts';
import type { ErrorLog } from './error-log.ts';
import { recoverPage } from './recovery.ts';

describe('a page whose process ended', () => {
  let window: InstanceType<typeof FakeWindow>;
  const noted: unknown[] = [];
  beforeEach(() => {
    resetElectron();
    noted.length = 0;
    window = new FakeWindow();
    const note = (_: string, data?: unknown): unknown => noted.push(data);
    const log: ErrorLog = { path: '/log', info: note, warn: note, error: note, report: note, write: () => undefined };
    recoverPage(window as unknown as BrowserWindow, log);
  });

  const crash = (reason = 'crashed'): boolean =>
    window.webContents.emit('render-process-gone', {}, { reason, exitCode: 5 });

  it('is noted and loaded again', () => {
    crash();
    expect(noted).toEqual([{ reason: 'crashed', exitCode: 5 }]);
    expect(callNames().at(-1)).toBe('webContents.reload');
  });

  it('is left alone when it ended in order', () => {
    crash('clean-exit');
    expect(noted).toEqual([]);
  });

  it('is asked about when it ends again at once, so that it doesn’t flicker for ever', async () => {
    answers.messageBoxButton = 1;
    crash();
    crash();
    await expect.poll(callNames).toContain('window.close');
    expect(callNames().filter((name) => name === 'webContents.reload')).toHaveLength(1);
  });
});
