import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../engine/virtual-clock.fixture.ts';
import type { TriggerDeclaration } from '../../ports/trigger.ts';
import type { TriggerStore } from '../../storage/index.ts';
import type { FiredRuns } from './fired-runs.ts';
import { watchFlow } from './watched-flow.ts';

const step = { id: 'start', type: 'door', name: 'Door' };
const document = { format: 'millrace.flow/1', id: 'f', name: 'F', steps: [step], edges: [] };

/** A trigger that fails so often before it watches, and what is said of it, each with the seconds that passed. */
function watchFailing(failures: number) {
  const clock = virtualClock(() => Promise.resolve());
  const start = clock.monotonic();
  const said: [string | undefined, number][] = [];
  const begun: number[] = [];
  const seconds = () => (clock.monotonic() - start) / 1_000;
  const declaration: TriggerDeclaration = {
    overlap: 'skip',
    describe: () => '',
    watch: async ({ signal }) => {
      begun.push(seconds());
      if (begun.length <= failures) throw new Error('The door is stuck.');
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    },
  };
  const flow = watchFlow({
    activation: { flowId: 'f', revision: 1, document, bindings: {} },
    activeSince: 0,
    absence: 'closed',
    triggers: [{ step, declaration }],
    store: { position: () => undefined } as Partial<TriggerStore> as TriggerStore,
    fired: {} as FiredRuns,
    clock,
    lend: () => ({}),
    troubled: (_, error) => said.push([error?.message, seconds()]),
    missed: () => undefined,
  });
  return { clock, flow, said, begun, pass: (ms: number) => clock.settle(clock.sleep(ms)) };
}

describe('a trigger that can’t watch', () => {
  it('begins anew, later each time, and is well again once it has watched for a while', async () => {
    const { flow, said, begun, pass } = watchFailing(3);
    await pass(60_000);
    expect(begun).toEqual([0, 1, 3, 7]);
    expect(said).toEqual([
      ['Something unexpected happened.', 0],
      ['Something unexpected happened.', 1],
      ['Something unexpected happened.', 3],
      [undefined, 17],
    ]);
    await flow.stop();
  });

  it('never waits longer than five minutes, and stops at once when its flow is switched off', async () => {
    const { clock, flow, begun, pass } = watchFailing(Number.POSITIVE_INFINITY);
    await pass(3_600_000);
    const waits = begun.slice(1).map((at, index) => at - (begun[index] ?? 0));
    expect(Math.max(...waits)).toBe(300);
    await clock.settle(flow.stop());
    expect(clock.pending()).toBe(0);
  });
});
