import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import type { RunResult } from '../../ports/run.ts';
import type { Fired } from '../../ports/trigger.ts';
import type { WebhookCall } from '../../ports/webhook-server.ts';
import { virtualClock } from '../virtual-clock.fixture.ts';
import { createAnswer } from './webhook-answer.ts';

const call: WebhookCall = { method: 'POST', path: '/', query: '', headers: {}, body: new Uint8Array() };

function webhook() {
  const clock = virtualClock(() => new Promise((resolve) => setImmediate(resolve)));
  const stopping = new AbortController();
  const { signal } = stopping;
  const runs: PromiseWithResolvers<RunResult>[] = [];
  const fire = async (): Promise<Fired> => {
    const run = Promise.withResolvers<RunResult>();
    runs.push(run);
    return { status: 'started', runId: `r${runs.length}`, result: run.promise };
  };
  const leftBehind = () => ({ timers: clock.pending(), listeners: getEventListeners(signal, 'abort').length });
  return { answer: createAnswer({ fire, clock, signal }, true), clock, stopping, runs, leftBehind };
}

const nothing = { timers: 0, listeners: 0 };

it('R29 leaves neither a timer nor a listener behind for a call whose run is over', async () => {
  const { answer, clock, runs, leftBehind } = webhook();
  const answers = Array.from({ length: 20 }, () => answer(call));
  await clock.idle();
  for (const { reject } of runs) reject(new Error('It can’t begin.'));
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(answers.map(() => 500));
  expect(leftBehind()).toEqual(nothing);
});

it('says after a minute that the run goes on, and nothing stays behind', async () => {
  const { answer, clock, leftBehind } = webhook();
  expect(await clock.settle(answer(call))).toMatchObject({ status: 503, body: { runId: 'r1', status: 'running' } });
  expect(clock.monotonic()).toBe(60_000);
  expect(leftBehind()).toEqual(nothing);
});

it('says so at once when the flow isn’t watched any more', async () => {
  const { answer, clock, stopping, leftBehind } = webhook();
  const answered = answer(call);
  await clock.idle();
  stopping.abort();
  expect(await answered).toMatchObject({ status: 503, body: { status: 'running' } });
  expect(await answer(call)).toMatchObject({ status: 503 });
  expect(leftBehind()).toEqual(nothing);
});
