import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { median } from '../bench/benchmark.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { call, openWebhookWorld } from './webhook-world.fixture.ts';

/** What the promise counts; the suite only sees that both ways are walked, since a busy machine decides nothing. */
const TIMES = repetitions(20, 2_000);
const IS_LONG = TIMES > 20;

describe('refused calls', () => {
  it('S23 take as long at an unknown address as with a wrong signature', {
    timeout: timeLimit(TIMES, 20),
  }, async () => {
    const world = await openWebhookWorld();
    const address = await world.address(
      await world.activate({ secret: true }, { secret: 'a secret of 32 letters and digits' }),
    );
    const unknown = address.replace(/[\w-]{43}/, 'x'.repeat(43));
    const body = JSON.stringify({ text: 'x'.repeat(10_000) });
    const took = { unknown: [] as number[], wrong: [] as number[] };
    const time = async (times: number[], where: string) => {
      const headers = world.sign('another secret of this length', body);
      const begun = performance.now();
      const { status } = await call(where, { headers, body });
      times.push(performance.now() - begun);
      expect(status).toBe(404);
    };
    // In turn, so that the machine's drift meets both alike.
    for (let round = 0; round < TIMES; round += 1) {
      await time(took.unknown, unknown);
      await time(took.wrong, address);
    }
    await world.dispose();
    const ratio = median(took.unknown) / median(took.wrong);
    if (IS_LONG) expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  });
});
