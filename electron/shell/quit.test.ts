import { beforeEach, describe, expect, it } from 'vitest';
import { app, callNames, resetElectron } from '../../test/fakes/electron.ts';
import { closeBeforeQuit } from './quit.ts';

describe('quitting', () => {
  beforeEach(resetElectron);

  it('waits until the host has closed, once, however often it is asked for', async () => {
    let finish: () => void = () => undefined;
    let closes = 0;
    const close = (): Promise<void> => {
      closes += 1;
      return new Promise((resolve) => {
        finish = resolve;
      });
    };
    closeBeforeQuit({ close }, { report: () => undefined });
    app.quit();
    app.quit();
    expect(callNames()).not.toContain('app has quit');
    finish();
    await expect.poll(callNames).toContain('app has quit');
    expect(closes).toBe(1);
    expect(callNames().filter((name) => name === 'app has quit')).toHaveLength(1);
  });

  it('notes a host that couldn’t close in order, and quits all the same', async () => {
    const reported: unknown[] = [];
    const error = new Error('disk gone');
    closeBeforeQuit({ close: () => Promise.reject(error) }, { report: (_, thrown) => void reported.push(thrown) });
    app.quit();
    await expect.poll(callNames).toContain('app has quit');
    expect(reported).toEqual([error]);
  });
});
