import { afterEach, describe, expect, it } from 'vitest';
import type { FlowDocument } from '../../shared/flow/index.ts';
import { HOUR, openTriggerWorld, scheduledFlow, type TriggerWorld } from './trigger-world.fixture.ts';

let world: TriggerWorld;
afterEach(() => world.dispose());

async function activate(document: FlowDocument): Promise<string> {
  const { flows, activations } = world.host.services;
  const { id } = flows.create(document.name, document);
  await activations.activate(id);
  return id;
}

/** How a run of the flow that takes `seconds` looks like. */
const waiting = (seconds: number): FlowDocument['steps'] => [
  { id: 'wait', type: 'wait', name: 'Wait', settings: { seconds } },
];

const missedOf = (flowId: string) => world.host.services.flows.missed({ flowId, offset: 0, limit: 100 });
const hoursOf = (flowId: string) => world.started(flowId).map(({ scheduledAt }) => String(scheduledAt).slice(11, 13));
const statesOf = (flowId: string) => missedOf(flowId).missed.map(({ reason, state }) => `${reason} ${state}`);

describe('the review before a flow is activated', () => {
  it('stops at a connection that isn’t chosen, which would fail each run, and warns of what never runs', async () => {
    world = await openTriggerWorld();
    const base = scheduledFlow('Nightly', { cron: '0 2 * * *' });
    const settings = { SObjectName: 'Contact', salesforcePayload: { LastName: 'x' } };
    const { flows, activations } = world.host.services;
    const { id } = flows.create(base.name, {
      ...base,
      steps: [
        ...base.steps,
        { id: 'contact', type: 'salesforce.create', name: 'Contact', connection: 'crm', settings },
        { id: 'apart', type: 'limit', name: 'Apart', settings: { count: 1 } },
      ],
      edges: [...base.edges, { from: 'start', to: 'contact' }],
      connections: { crm: { connector: 'salesforce' } },
    });
    const { problems, warnings } = await activations.review(id);
    expect(problems).toMatchObject([{ code: 'CONNECTION_REQUIRED', stepName: 'Contact', field: 'connection' }]);
    expect(warnings).toMatchObject([{ code: 'STEP_NOT_CONNECTED', stepName: 'Apart' }]);
    await expect(activations.activate(id)).rejects.toMatchObject({ code: 'FLOW_PROBLEMS' });
  });
});

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

  it('runs the version that was activated until the draft is activated as well', async () => {
    world = await openTriggerWorld();
    await world.watch();
    const id = await activate(scheduledFlow('Hourly', { cron: '0 * * * *' }));
    const { flows, activations } = world.host.services;
    const { document, bindings, revision } = flows.get(id);
    const edited = { ...document, steps: [{ ...document.steps[0], name: 'Edited' }] as FlowDocument['steps'] };
    flows.save({ id, revision, document: edited, bindings });
    expect(flows.get(id)).toMatchObject({ revision: revision + 1, activation: { revision } });
    await world.pass(HOUR + 1_000);
    await activations.activate(id);
    await world.pass(HOUR);
    const names = world.runsOf(id).map(({ runId }) => world.host.services.runs.get(runId).state.header.steps[0]?.name);
    expect(names).toEqual(['Schedule', 'Edited']);
    expect(world.runsOf(id).map((run) => run.revision)).toEqual([revision, revision + 1]);
  });

  it('is watched once and then no longer, however quickly it is switched on and off', async () => {
    world = await openTriggerWorld();
    await world.watch();
    const id = await activate(scheduledFlow('Hourly', { cron: '0 * * * *' }, { overlap: 'parallel' }));
    const { activations } = world.host.services;
    const hours = () => world.runsOf(id).map(({ startedAt }) => startedAt.slice(11, 13));
    await Promise.all([activations.activate(id), activations.activate(id)]);
    await world.pass(1.5 * HOUR);
    expect(hours()).toEqual(['11']);
    await Promise.all([activations.activate(id), activations.deactivate(id)]);
    await activations.deactivate(id);
    await world.pass(2 * HOUR);
    expect(hours()).toEqual(['11']);
    expect(world.host.services.triggers.troubleOf(id)).toBeNull();
  });

  it('never uses pinned data', async () => {
    world = await openTriggerWorld();
    await world.watch();
    const pinned = { start: [{ scheduledAt: 'pinned' }] };
    const id = await activate({ ...scheduledFlow('Pinned', { cron: '0 * * * *' }), pinned });
    await world.pass(HOUR + 1_000);
    expect(world.started(id)).toEqual([{ scheduledAt: '2026-11-22T11:00:00.000Z', missed: false }]);
  });

  it('starts nothing once it is switched off, and can’t be deleted before that', async () => {
    world = await openTriggerWorld();
    await world.watch();
    const id = await activate(scheduledFlow('Hourly', { cron: '0 * * * *' }));
    const { flows, activations } = world.host.services;
    expect(() => flows.remove(id)).toThrow('“Hourly” is active.');
    await activations.deactivate(id);
    await world.pass(3 * HOUR);
    expect(world.runsOf(id)).toEqual([]);
    expect(flows.get(id)).toMatchObject({ status: 'inactive', activation: null });
    await activations.activate(id);
    await world.pass(HOUR + 1_000);
    // What came while it was off wasn't missed.
    expect(hoursOf(id)).toEqual(['14']);
    expect(missedOf(id).total).toBe(0);
  });

  it('S24 arrives off as an import, a copy and a restored flow, and runs nothing', async () => {
    world = await openTriggerWorld();
    await world.watch();
    const id = await activate(scheduledFlow('Hourly', { cron: '0 * * * *' }));
    const { flows, activations } = world.host.services;
    const others = [flows.duplicate(id), flows.importFile(flows.exportFile(id).text)];
    await activations.deactivate(id);
    flows.remove(id);
    others.push(flows.restore(id));
    await world.pass(2 * HOUR);
    expect(others.map((flow) => [flow.status, flow.activation])).toEqual(Array(3).fill(['draft', null]));
    expect(others.flatMap((flow) => world.runsOf(flow.id))).toEqual([]);
  });
});

describe('moments that were missed', () => {
  it('R19 shows 10 runs that were missed while Millrace was closed, and catches up with one', async () => {
    world = await openTriggerWorld('2026-11-22T10:30:00Z');
    await world.watch();
    const id = await activate(scheduledFlow('Hourly', { cron: '0 * * * *' }));
    await world.reopen();
    world.setClock(10 * HOUR);
    await world.watch();
    await world.pass(1_000);
    expect(missedOf(id).total).toBe(10);
    expect(statesOf(id)).toEqual(['closed caught-up', ...Array(9).fill('closed skipped')]);
    expect(world.started(id)).toEqual([{ scheduledAt: '2026-11-22T20:00:00.000Z', missed: true }]);
    expect(missedOf(id).missed[0]?.runId).toBe(world.runsOf(id)[0]?.runId);
    // Opened once more, there is nothing new.
    await world.reopen();
    await world.watch();
    await world.pass(1_000);
    expect(missedOf(id).total).toBe(10);
    expect(world.runsOf(id)).toHaveLength(1);
  });

  it('B10 are run or left when somebody says so', async () => {
    world = await openTriggerWorld('2026-11-22T10:30:00Z');
    await world.watch();
    const id = await activate(scheduledFlow('Hourly', { cron: '0 * * * *', missed: 'skip' }));
    await world.reopen();
    world.setClock(3 * HOUR);
    await world.watch();
    await world.pass(1_000);
    expect(statesOf(id)).toEqual(Array(3).fill('closed skipped'));
    expect(world.host.services.flows.get(id).activation?.missed).toBe(3);
    const runs = await world.host.services.triggers.catchUp(id, 'all');
    await world.pass(1_000);
    expect(hoursOf(id)).toEqual(['11', '12', '13']);
    expect(world.runsOf(id).map(({ runId }) => runId)).toEqual(runs.map(({ runId }) => runId));
    expect(world.host.services.flows.get(id).activation?.missed).toBe(0);
    expect(missedOf(id).missed.map(({ state, settled }) => [state, settled])).toEqual(
      Array(3).fill(['caught-up', true]),
    );
    await expect(world.host.services.triggers.catchUp(id, 'latest')).rejects.toMatchObject({ code: 'NOTHING_MISSED' });
  });
});

describe('a moment that comes while a run of the flow still goes', () => {
  it.each([
    ['is skipped and listed, unless the flow says otherwise', {}, ['11', '14'], 2],
    ['waits for its turn', { overlap: 'queue' }, ['11', '12'], 0],
    ['starts all the same', { overlap: 'parallel' }, ['11', '12', '13', '14'], 0],
  ] as const)('%s', async (_, settings, hours, missed) => {
    world = await openTriggerWorld('2026-11-22T10:30:00Z');
    await world.watch();
    const id = await activate(scheduledFlow('Long', { cron: '0 * * * *' }, settings, waiting(2.5 * 3_600)));
    await world.pass(4 * HOUR);
    expect(hoursOf(id)).toEqual(hours);
    expect(statesOf(id)).toEqual(Array(missed).fill('overlap skipped'));
  });
});

describe('Millrace closing and opening again', () => {
  it('R25 runs what waits for its turn at the next start, once, after the run that was cut off', async () => {
    world = await openTriggerWorld('2026-11-22T10:30:00Z');
    await world.watch();
    const id = await activate(
      scheduledFlow('Long', { cron: '0 * * * *', missed: 'skip' }, { overlap: 'queue' }, waiting(2.5 * 3_600)),
    );
    await world.pass(2 * HOUR);
    expect(world.runsOf(id).map(({ status }) => status)).toEqual(['running']);
    await world.reopen();
    expect(world.runsOf(id).map(({ status }) => status)).toEqual(['interrupted']);
    await world.watch();
    await world.pass(6 * HOUR);
    expect(hoursOf(id).slice(0, 2)).toEqual(['11', '12']);
    expect(
      world
        .runsOf(id)
        .slice(0, 2)
        .map(({ status }) => status),
    ).toEqual(['succeeded', 'succeeded']);
  });

  it('R9 pauses a flow after 5 runs in a row that Millrace didn’t survive, says so, and goes on when it is activated', async () => {
    world = await openTriggerWorld('2026-11-22T10:30:00Z');
    await world.watch();
    const id = await activate(scheduledFlow('Deadly', { cron: '0 * * * *', missed: 'skip' }, {}, waiting(36_000)));
    for (let crashes = 0; crashes < 5; crashes += 1) {
      expect(world.host.services.flows.get(id).activation?.pausedAt).toBeNull();
      // The first run goes on twice and is given up after three tries; then the next one comes.
      await world.pass(HOUR);
      expect(world.runsOf(id).map(({ status }) => status)).toEqual(
        crashes < 3 ? ['running'] : ['interrupted', 'running'],
      );
      await world.crash();
      await world.watch();
    }
    expect(world.host.services.flows.get(id).activation).toMatchObject({
      pausedAt: expect.any(String),
      pauseReason: 'Paused after 5 runs in a row that Millrace didn’t survive.',
    });
    const before = world.runsOf(id).length;
    await world.pass(3 * HOUR);
    expect(world.runsOf(id)).toHaveLength(before);
    await world.host.services.activations.activate(id);
    await world.pass(HOUR);
    expect(world.host.services.flows.get(id).activation?.pausedAt).toBeNull();
    // The second run has gone on meanwhile, so the next moment meets it.
    expect(statesOf(id).slice(0, 4)).toEqual(['overlap skipped', ...Array(3).fill('paused skipped')]);
  });

  it('keeps a firing whose run never began, and starts it once', async () => {
    world = await openTriggerWorld('2026-11-22T10:30:00Z');
    const id = await activate(scheduledFlow('Hourly', { cron: '0 * * * *' }));
    keepFiring(id, 'r-kept');
    await world.reopen();
    await world.watch();
    await world.pass(1_000);
    await world.reopen();
    await world.watch();
    await world.pass(1_000);
    expect(world.runsOf(id).map(({ runId, status }) => [runId, status])).toEqual([['r-kept', 'succeeded']]);
  });

  it('starts nothing that was kept for a flow that was deactivated before anything was watched, and says so', async () => {
    world = await openTriggerWorld('2026-11-22T10:30:00Z');
    const id = await activate(scheduledFlow('Hourly', { cron: '0 * * * *' }));
    keepFiring(id, 'r-kept');
    await world.host.services.activations.deactivate(id);
    expect(missedOf(id).missed).toMatchObject([
      { reason: 'refused', state: 'open', detail: 'The flow was deactivated before its turn came.' },
    ]);
    await world.reopen();
    await world.watch();
    await world.pass(1_000);
    expect(world.runsOf(id)).toEqual([]);
  });

  it('says of a run that can’t begin why, and runs it when somebody wants it', async () => {
    world = await openTriggerWorld('2026-11-22T10:30:00Z');
    const id = await activate(scheduledFlow('Hourly', { cron: '0 * * * *' }));
    keepFiring(id, 'r-kept', { steps: [] });
    await world.watch();
    await world.pass(1_000);
    expect(missedOf(id).missed).toMatchObject([
      { reason: 'refused', state: 'open', detail: expect.stringMatching(/problem/) },
    ]);
    await world.host.services.triggers.catchUp(id, 'latest');
    await world.pass(1_000);
    expect(world.runsOf(id)).toMatchObject([{ status: 'succeeded' }]);
    expect(missedOf(id).missed).toMatchObject([{ state: 'caught-up' }]);
  });

  /** What a trigger leaves that fired in the moment in which the process ended. */
  function keepFiring(flowId: string, runId: string, changed: Partial<FlowDocument> = {}): void {
    const { store, flows } = world.host.services;
    const { document, revision, bindings } = flows.get(flowId);
    const request = { document: { ...document, ...changed }, revision, bindings, trigger: 'start', baseFolder: '/' };
    const records = [{ scheduledAt: '2026-11-22T10:00:00.000Z', missed: false }];
    store.triggers.fire({
      flowId,
      step: 'start',
      runId,
      records,
      dueAt: Date.parse('2026-11-22T10:00:00Z'),
      request: JSON.parse(JSON.stringify({ ...request, input: records })),
    });
  }
});
