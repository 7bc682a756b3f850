import type { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answers, app, callNames, callsTo, powerMonitor, resetElectron } from '../../test/fakes/electron.ts';
import type { NodeHost } from '../compose/node-host.ts';
import { closeBeforeQuit } from './quit.ts';

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
const emitter: EventEmitter = process;
const noReport = { report: () => undefined };
const unexpected = (): never => {
  throw new Error('Nobody wanted to stay.');
};

let before: unknown[];
beforeEach(() => {
  resetElectron();
  before = signals.flatMap((signal) => emitter.listeners(signal));
});
afterEach(() => {
  for (const signal of signals) {
    for (const listener of emitter.listeners(signal)) {
      if (!before.includes(listener)) emitter.off(signal, listener as () => void);
    }
  }
});

type ClosedHost = Pick<NodeHost, 'close' | 'services'>;

/** A host with so much going on. */
function hostWith(flows: number, running: number, close = async (): Promise<void> => undefined): ClosedHost {
  const list = <Entry>(count: number, entry: Entry) => Array.from({ length: count }, () => entry);
  return {
    close,
    services: {
      store: { activations: { list: () => [...list(flows, { pausedAt: null }), { pausedAt: 'then' }] } },
      runs: { list: () => ({ runs: [...list(running, { status: 'running' }), { status: 'failed' }], total: 1 }) },
    } as unknown as NodeHost['services'],
  };
}

describe('quitting', () => {
  it('waits until the host has closed, once, however often it is asked for', async () => {
    let finish: () => void = () => undefined;
    let closes = 0;
    const close = (): Promise<void> => {
      closes += 1;
      return new Promise((resolve) => {
        finish = resolve;
      });
    };
    closeBeforeQuit(hostWith(0, 0, close), noReport, unexpected);
    app.quit();
    app.quit();
    await expect.poll(() => closes).toBe(1);
    app.quit();
    expect(callNames()).not.toContain('app has quit');
    finish();
    await expect.poll(callNames).toContain('app has quit');
    expect(closes).toBe(1);
    expect(callNames().filter((name) => name === 'app has quit')).toHaveLength(1);
    expect(callNames()).not.toContain('dialog.showMessageBox');
  });

  it('notes a host that couldn’t close in order, and quits all the same', async () => {
    const reported: unknown[] = [];
    const error = new Error('disk gone');
    const host = hostWith(0, 0, () => Promise.reject(error));
    closeBeforeQuit(host, { report: (_, thrown) => void reported.push(thrown) }, unexpected);
    app.quit();
    await expect.poll(callNames).toContain('app has quit');
    expect(reported).toEqual([error]);
  });

  it.each([
    [2, 0, '2 active flows stop until you open Millrace again.'],
    [1, 0, '1 active flow stops until you open Millrace again.'],
    [1, 2, '1 active flow and 2 runs stop until you open Millrace again.'],
    [0, 1, '1 run stops until you open Millrace again.'],
  ])(
    'is asked about while %s flows are active and %s runs go on, and can be taken back',
    async (flows, running, message) => {
      let stays = 0;
      closeBeforeQuit(hostWith(flows, running), noReport, () => (stays += 1));
      app.quit();
      await expect.poll(() => stays).toBe(1);
      expect(callsTo('dialog.showMessageBox')).toEqual([
        [expect.objectContaining({ message, buttons: ['Cancel', 'Quit'], cancelId: 0 })],
      ]);
      answers.messageBoxButton = 1;
      app.quit();
      await expect.poll(callNames).toContain('app has quit');
      expect(stays).toBe(1);
    },
  );

  it('isn’t asked about when the system shuts down or another program ends it', async () => {
    for (const end of [() => emitter.emit('SIGTERM'), () => powerMonitor.emit('shutdown')]) {
      resetElectron();
      closeBeforeQuit(hostWith(2, 1), noReport, unexpected);
      end();
      await expect.poll(callNames).toContain('app has quit');
      expect(callNames()).not.toContain('dialog.showMessageBox');
    }
  });

  it('ends at once when that comes while the question is open', async () => {
    closeBeforeQuit(hostWith(1, 0), noReport, unexpected);
    app.quit();
    emitter.emit('SIGTERM');
    await expect.poll(callNames).toContain('app has quit');
  });
});
