import { isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostClient } from '../../electron/host/memory-client.ts';
import { contract } from '../../shared/contract/index.ts';
import { type ErrorCode, errorCatalogue } from '../../shared/errors/index.ts';
import { isJsonObject } from '../../shared/json/json.ts';
import type { ProcedureCase } from './case.ts';
import { appCases } from './cases/app.ts';
import { budgetCases } from './cases/budgets.ts';
import { calledRunCases } from './cases/called-runs.ts';
import { catalogCases } from './cases/catalog.ts';
import { connectionCases } from './cases/connections.ts';
import { credentialCases } from './cases/credentials.ts';
import { expressionCases } from './cases/expressions.ts';
import { flowCases } from './cases/flows.ts';
import { folderCases } from './cases/folders.ts';
import { historyCases } from './cases/history.ts';
import { practiceCases } from './cases/practice.ts';
import { planCases } from './cases/run-plans.ts';
import { runCases } from './cases/runs.ts';
import { templateCases } from './cases/templates.ts';
import { vaultCases } from './cases/vault.ts';
import { webhookCases } from './cases/webhooks.ts';
import { doublingFlow, runToEnd, startHanging, store } from './sample-flows.ts';
import { type Link, type Transport, transports } from './transports.ts';
import { openHostWorld, type World } from './world.ts';

const areas = {
  app: appCases,
  budgets: budgetCases,
  catalog: catalogCases,
  connections: connectionCases,
  credentials: credentialCases,
  expressions: expressionCases,
  flows: flowCases,
  folders: folderCases,
  history: historyCases,
  practice: practiceCases,
  runs: { ...runCases, ...calledRunCases, ...planCases },
  templates: templateCases,
  vault: vaultCases,
  webhooks: webhookCases,
};
const cases = new Map<string, ProcedureCase>(
  Object.entries(areas).flatMap(([area, ofArea]) =>
    Object.entries(ofArea).map(([name, one]) => [`${area}.${name}`, one] as const),
  ),
);

/** Every procedure of the contract: path → whether it takes an input. */
function listProcedures(part: unknown, path: string[] = []): [string, boolean][] {
  if (isContractProcedure(part)) return [[path.join('.'), part['~orpc'].inputSchema !== undefined]];
  return Object.entries(part as object).flatMap(([name, inner]) => listProcedures(inner, [...path, name]));
}
const procedures = new Map(listProcedures(contract));

/** Calls a procedure by its path with an input that its type doesn't allow. */
function callWith(client: HostClient, path: string, input: unknown): Promise<unknown> {
  const procedure = path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], client);
  return (procedure as (given: unknown) => Promise<unknown>)(input);
}

/** What a call is refused with. */
async function errorOf(call: Promise<unknown>): Promise<{ code?: unknown; data?: unknown; message?: string }> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('value' in outcome) throw new Error(`It wasn’t refused but answered ${JSON.stringify(outcome.value)}`);
  return outcome.error as { code?: unknown; data?: unknown };
}

describe('the conformance suite', () => {
  it('has a case for every procedure of the contract, and none for what isn’t in it', () => {
    expect([...cases.keys()].sort()).toEqual([...procedures.keys()].sort());
  });

  it('has bad inputs for every procedure that takes one', () => {
    const without = [...procedures].filter(([path, takesInput]) => takesInput && !cases.get(path)?.badInputs?.length);
    expect(without).toEqual([]);
  });
});

for (const [name, open] of Object.entries(transports)) {
  describe(`the contract over ${name}`, () => {
    let world: World;
    let transport: Transport;
    let link: Link;

    beforeAll(async () => {
      const hostWorld = await openHostWorld();
      transport = await open((channel) => hostWorld.host.serve(channel, 'designer'));
      link = await transport.connect();
      world = { ...hostWorld, client: link.client };
    });
    afterAll(async () => {
      link.close();
      await transport.close();
      await world.close();
    });

    for (const [path, { works, refuses = {}, badInputs = [] }] of cases) {
      it(`${path} works`, () => works(world));

      for (const [code, call] of Object.entries(refuses)) {
        it(`${path} is refused with ${code}, its cause and its fix`, async () => {
          const { code: outer, data, message } = await errorOf(call(world));
          expect(outer).toBe('MILLRACE');
          if (!isJsonObject(data as never)) throw new Error(`No description came with ${message}`);
          expect(data).toMatchObject({ code, message, why: expect.any(String), fix: expect.stringMatching(/\w/) });
          expect(data).toMatchObject({ retryable: errorCatalogue[code as ErrorCode].retryable });
          expect(JSON.stringify(data)).not.toMatch(/\{\w+\}|"stack"/);
        });
      }

      if (badInputs.length > 0) {
        it(`${path} refuses ${badInputs.length} inputs that its schema doesn’t allow`, async () => {
          for (const input of badInputs) {
            const { code } = await errorOf(callWith(world.client, path, input).then(drainIfStream));
            expect([input, code]).toEqual([input, 'BAD_REQUEST']);
          }
        });
      }
    }

    it('a procedure that isn’t in the contract is refused', async () => {
      for (const path of ['app.quit', 'nothing', 'flows.__proto__', 'constructor', 'app.settings']) {
        expect((await errorOf(callWith(world.client, path, undefined))).code).toBe('NOT_FOUND');
      }
    });

    it('carries 5,000 steps there and back unchanged', async () => {
      const document = doublingFlow();
      const [, double] = document.steps;
      const steps = Array.from({ length: 4_999 }, (_, index) => ({
        ...double,
        id: `s${index}`,
        name: `Step ${index}`,
      }));
      document.steps = [...document.steps.slice(0, 1), ...steps] as typeof document.steps;
      document.edges = [];
      const { id } = await store(world, document);
      expect((await world.client.flows.get({ id })).document.steps).toEqual(document.steps);
    });

    it('carries 20,000 records to a run', async () => {
      const { id } = await store(world, doublingFlow());
      const input = Array.from({ length: 20_000 }, (_, N) => ({ N, text: 'ü'.repeat(100) }));
      const { runId } = await runToEnd(world, id, input);
      const page = { step: 'double', port: 'out', offset: 19_999, limit: 1 };
      expect(await world.client.runs.records({ runId, ...page })).toMatchObject({
        records: [{ N: 19_999, Doubled: 39_998 }],
        total: 20_000,
      });
    });

    it('answers 200 calls at once, each its own', async () => {
      const flows = await Promise.all(Array.from({ length: 20 }, () => store(world, doublingFlow())));
      const calls = Array.from({ length: 200 }, (_, index) => flows[index % flows.length]?.id ?? '');
      const answers = await Promise.all(calls.map((id) => world.client.flows.get({ id })));
      expect(answers.map(({ id }) => id)).toEqual(calls);
    });

    it('answers others while one call waits and one fails', async () => {
      const { runId } = await startHanging(world);
      const waiting = await world.client.runs.watch({ runId, afterSeq: 0 });
      await errorOf(world.client.flows.get({ id: 'nothing' }));
      expect((await world.client.app.info()).version).toBe('1.2.3');
      await world.client.runs.cancel({ runId });
      for await (const events of waiting) if (events.some(({ type }) => type === 'run.finished')) return;
      expect.unreachable('The stream ended before the run did');
    });

    it('gives a run’s events while it goes on, in order, and stops when the reader leaves', async () => {
      const { runId } = await startHanging(world);
      const numbers: number[] = [];
      for await (const events of await world.client.runs.watch({ runId, afterSeq: 0 })) {
        numbers.push(...events.map(({ seq }) => seq));
        break;
      }
      expect(numbers[0]).toBe(1);
      expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
      // Leaving the stream leaves the run alone.
      expect((await world.client.runs.get({ runId })).summary.status).toBe('running');
      await world.client.runs.cancel({ runId });
    });

    it('ends a window’s streams when the window goes, and leaves the others', async () => {
      const before = world.changeListeners();
      const other = await transport.connect();
      const stream = await other.client.app.watch();
      const reading = stream.next().catch(() => 'ended');
      await expect.poll(world.changeListeners).toBe(before + 1);
      other.close();
      await reading;
      await expect.poll(world.changeListeners).toBe(before);
      expect((await world.client.app.info()).version).toBe('1.2.3');
    });

    it('logged no failure that nobody expected', () => {
      expect(world.unexpected()).toEqual([]);
    });
  });
}

/** A stream's refusal comes when it is read. */
async function drainIfStream(answer: unknown): Promise<unknown> {
  if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer) {
    for await (const _ of answer as AsyncIterable<unknown>);
  }
  return answer;
}
