import { afterEach, describe, expect, it } from 'vitest';
import { HOUR, openTriggerWorld, scheduledFlow, type TriggerWorld } from './trigger-world.fixture.ts';

let world: TriggerWorld;
afterEach(() => world.dispose());

async function activate(document: ReturnType<typeof scheduledFlow>): Promise<string> {
  const { flows, activations } = world.host.services;
  const { id } = flows.create(document.name, document);
  await activations.activate(id);
  return id;
}

describe('an active flow with a schedule', () => {
  it('starts at each moment, with the time it was due', async () => {
    world = await openTriggerWorld('2026-11-22T10:00:00Z');
    await world.watch();
    const id = await activate(scheduledFlow('Hourly', { cron: '0 * * * *' }));
    await world.pass(2.5 * HOUR);
    expect(world.started(id)).toEqual([
      { scheduledAt: '2026-11-22T11:00:00.000Z', missed: false },
      { scheduledAt: '2026-11-22T12:00:00.000Z', missed: false },
    ]);
    expect(world.runsOf(id)).toMatchObject([
      { status: 'succeeded', trigger: 'schedule', startedAt: '2026-11-22T11:00:00.000Z' },
      { status: 'succeeded', startedAt: '2026-11-22T12:00:00.000Z' },
    ]);
  });

  it('R19 shows 10 runs that were missed while Millrace was closed, and catches up with one', async () => {
    world = await openTriggerWorld('2026-11-22T10:30:00Z');
    await world.watch();
    const id = await activate(scheduledFlow('Hourly', { cron: '0 * * * *' }));
    await world.reopen();
    world.setClock(10 * HOUR);
    await world.watch();
    await world.pass(1_000);
    const { missed, total } = world.host.services.flows.missed({ flowId: id, offset: 0, limit: 100 });
    expect(total).toBe(10);
    expect(missed.map(({ state }) => state)).toEqual(['caught-up', ...Array(9).fill('skipped')]);
    expect(missed.every(({ reason }) => reason === 'closed')).toBe(true);
    expect(world.started(id)).toEqual([{ scheduledAt: '2026-11-22T20:00:00.000Z', missed: true }]);
  });
});
