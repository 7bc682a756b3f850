import { isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostClient } from '../../electron/host/memory-client.ts';
import type { ProcedureMeta } from '../../shared/contract/base.ts';
import { contract } from '../../shared/contract/index.ts';
import { type Right, type Role, rights, rightsOf, roles } from '../../shared/security/roles.ts';
import { doublingFlow, store } from './sample-flows.ts';
import { type Link, type Transport, transports } from './transports.ts';
import { type HostWorld, openHostWorld } from './world.ts';

/** Every procedure of the contract: path → the right it names. */
function listProcedures(part: unknown, path: string[] = []): [string, Right | undefined][] {
  if (isContractProcedure(part)) return [[path.join('.'), (part['~orpc'].meta as ProcedureMeta).right]];
  return Object.entries(part as object).flatMap(([name, inner]) => listProcedures(inner, [...path, name]));
}
const procedures = listProcedures(contract);

/**
 * What those may call who may do nothing but look. Written out once more, so that a procedure that changes something
 * doesn't come to be one of them unseen.
 */
const looking = [
  'app.info',
  'app.settings.get',
  'app.watch',
  'budgets.get',
  'catalog.list',
  'connections.get',
  'connections.list',
  'connections.reminders',
  'connections.tests',
  'connections.usedBy',
  'credentials.get',
  'credentials.list',
  'flows.exportFile',
  'flows.get',
  'flows.list',
  'flows.missed',
  'flows.review',
  'history.get',
  'practice.status',
  'runs.called',
  'runs.failures',
  'runs.get',
  'runs.latest',
  'runs.list',
  'runs.plan',
  'runs.paused',
  'runs.records',
  'runs.rerunOptions',
  'runs.trace',
  'runs.watch',
  'templates.list',
  'vault.status',
  'webhooks.getPort',
];

/** What an operator may call besides. */
const operating = [
  'app.leaveSafeMode',
  'connections.permissions',
  'connections.test',
  'connections.testAll',
  'credentials.test',
  'flows.activate',
  'flows.catchUp',
  'flows.deactivate',
  'runs.applyPlan',
  'runs.cancel',
  'runs.proceed',
  'runs.rerun',
  'runs.forecast',
  'runs.resume',
  'runs.showFolder',
  'runs.start',
  'webhooks.get',
];

const allowed: Readonly<Record<Role, readonly string[]>> = {
  designer: procedures.map(([path]) => path),
  operator: [...looking, ...operating],
  viewer: looking,
};

describe('roles', () => {
  it('every procedure of the contract names its right', () => {
    expect(procedures.filter(([, right]) => right === undefined || !rights.includes(right))).toEqual([]);
  });

  it('every right is named by a procedure', () => {
    const named = new Set(procedures.map(([, right]) => right));
    expect(rights.filter((right) => !named.has(right))).toEqual([]);
  });

  it.each(roles)('what a %s may call is what the table says', (role) => {
    const granted = procedures.filter(([, right]) => right && rightsOf(role).includes(right)).map(([path]) => path);
    expect(granted.sort()).toEqual([...allowed[role]].sort());
  });
});

/** Calls a procedure by its path with an input that its type doesn't know. */
function callWith(client: HostClient, path: string, input: unknown): Promise<unknown> {
  const procedure = path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], client);
  return (procedure as (given: unknown) => Promise<unknown>)(input);
}

/** The error of a call, or undefined when it was answered; a stream it was answered with is left at once. */
async function refusalOf(
  call: Promise<unknown>,
): Promise<{ code?: unknown; data?: Record<string, unknown> } | undefined> {
  try {
    const answer = await call;
    if (isStream(answer)) await answer.return?.();
    return undefined;
  } catch (thrown) {
    return thrown as { code?: unknown; data?: Record<string, unknown> };
  }
}

function isStream(answer: unknown): answer is AsyncIterator<unknown> {
  return typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;
}

for (const [transportName, open] of Object.entries(transports)) {
  for (const role of roles) {
    describe(`a ${role} over ${transportName}`, () => {
      let world: HostWorld;
      let transport: Transport;
      let link: Link;

      beforeAll(async () => {
        world = await openHostWorld();
        transport = await open((channel) => world.host.serve(channel, role));
        link = await transport.connect();
      });
      afterAll(async () => {
        link.close();
        await transport.close();
        await world.close();
      });

      /** Everything that calls could have changed. */
      const stored = () =>
        structuredClone({
          flows: world.host.services.flows.list(),
          connections: world.host.services.connections.list(),
          credentials: world.host.services.credentials.list(),
          settings: world.host.services.store.settings.all(),
          runs: world.host.services.runs.list({ offset: 0, limit: 1_000 }),
        });

      it('hears its role and its rights', async () => {
        expect(await link.client.app.info()).toMatchObject({ role, rights: rightsOf(role) });
      });

      for (const [path, right] of procedures.filter(([path]) => !allowed[role].includes(path))) {
        it(`may not call ${path}, whatever it sends, and changes nothing`, async () => {
          const before = stored();
          for (const input of [undefined, {}, { role: 'designer', id: before.flows[0]?.id }]) {
            const refusal = await refusalOf(callWith(link.client, path, input));
            expect(refusal?.code).toBe('MILLRACE');
            expect(refusal?.data).toMatchObject({
              code: 'ROLE_FORBIDS',
              message: expect.stringContaining(role),
              why: expect.stringContaining(`--role ${role}`),
              fix: expect.stringContaining('--role designer'),
              retryable: false,
              data: { role, right },
            });
            expect(JSON.stringify(refusal?.data)).not.toMatch(/\{\w+\}|undefined|\?/);
          }
          expect(stored()).toEqual(before);
        });
      }

      for (const path of allowed[role]) {
        it(`may call ${path}`, async () => {
          // Without the input it needs, a call that is let through fails by its schema: it is let through all the same.
          const refusal = await refusalOf(callWith(link.client, path, undefined));
          expect(refusal === undefined || refusal.code === 'BAD_REQUEST').toBe(true);
        });
      }

      it('hears what others change', async () => {
        const changes = await link.client.app.watch();
        const heard = changes.next();
        await expect.poll(() => world.changeListeners()).toBeGreaterThan(0);
        world.host.services.changes.publish({ type: 'flows.changed', flowId: 'somebody-else' });
        expect(await heard).toMatchObject({ value: { type: 'flows.changed', flowId: 'somebody-else' } });
        await changes.return?.();
      });
    });
  }
}

describe('channels with different roles on one host', () => {
  let world: HostWorld;
  beforeAll(async () => {
    world = await openHostWorld();
  });
  afterAll(() => world.close());

  it('keep their own role: one makes a flow, one runs it, one sees it run', async () => {
    const openAs = async (role: Role) => {
      const transport = await transports['a loopback WebSocket']?.((channel) => world.host.serve(channel, role));
      if (!transport) throw new Error('There is no such transport.');
      return { transport, link: await transport.connect() };
    };
    const [designer, operator, viewer] = [await openAs('designer'), await openAs('operator'), await openAs('viewer')];
    const { id } = await store({ ...world, client: designer.link.client }, doublingFlow());
    expect((await refusalOf(viewer.link.client.runs.start({ flowId: id })))?.data).toMatchObject({
      message: 'As a viewer, you can’t start or stop runs.',
    });
    const { runId } = await operator.link.client.runs.start({ flowId: id });
    const seen: string[] = [];
    for await (const events of await viewer.link.client.runs.watch({ runId, afterSeq: 0 })) {
      seen.push(...events.map(({ type }) => type));
    }
    expect(seen.at(-1)).toBe('run.finished');
    expect((await refusalOf(operator.link.client.flows.remove({ id })))?.data).toMatchObject({
      message: 'As an operator, you can’t change flows.',
    });
    for (const { transport, link } of [designer, operator, viewer]) {
      link.close();
      await transport.close();
    }
  });
});
