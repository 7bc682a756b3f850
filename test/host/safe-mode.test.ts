import { afterEach, describe, expect, it } from 'vitest';
import { openTriggerWorld, scheduledFlow, type TriggerWorld } from './trigger-world.fixture.ts';

const MINUTE = 60_000;

let world: TriggerWorld;
afterEach(() => world.dispose());

/** Starts as a window or `millrace serve` does; true when what starts by itself began. */
function wake(): boolean {
  let begun = false;
  world.host.services.safeMode.begin(() => {
    begun = true;
  });
  return begun;
}

async function crashAfterStart(minutes: number): Promise<boolean> {
  const begun = wake();
  await world.pass(minutes * MINUTE);
  await world.crash();
  return begun;
}

describe('R9 safe mode', () => {
  it('begins at the start after three that crashed within ten minutes, says what it holds back, and ends when asked', async () => {
    world = await openTriggerWorld();
    const { flows, activations } = world.host.services;
    const { id } = flows.create('Nightly', scheduledFlow('Nightly', { cron: '0 2 * * *' }));
    await activations.activate(id);
    for (const minutes of [1, 1, 1]) expect(await crashAfterStart(minutes)).toBe(true);
    const heard: string[] = [];
    world.host.services.changes.subscribe(({ type }) => heard.push(type));
    expect(wake()).toBe(false);
    const { services } = world.host;
    expect(services.info().safeMode).toEqual({ since: '2026-11-22T10:03:00.000Z', runs: 0, flows: 1 });
    expect(services.flows.get(id)).toMatchObject({
      activation: { trouble: 'Nothing starts by itself since Millrace ended unexpectedly 3 times.' },
    });
    // It stays until a person ends it, also over an orderly end and past the ten minutes.
    await world.reopen();
    await world.pass(30 * MINUTE);
    let begun = 0;
    world.host.services.safeMode.begin(() => {
      begun += 1;
    });
    expect(begun).toBe(0);
    world.host.services.safeMode.leave();
    world.host.services.safeMode.leave();
    expect(begun).toBe(1);
    expect(world.host.services.info().safeMode).toBeNull();
    expect(heard).toContain('safeMode.changed');
    await world.crash();
    expect(wake()).toBe(true);
  });

  it('counts no start that ended in order, none that went well for ten minutes, and none of before the clock was set back', async () => {
    world = await openTriggerWorld();
    for (let start = 0; start < 4; start += 1) {
      expect(wake()).toBe(true);
      await world.reopen();
    }
    for (const minutes of [11, 5, 1]) expect(await crashAfterStart(minutes)).toBe(true);
    expect(await crashAfterStart(0)).toBe(true);
    world.setClock(-24 * 60 * MINUTE);
    expect(wake()).toBe(true);
  });
});
