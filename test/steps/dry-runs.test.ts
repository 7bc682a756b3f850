import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findStepDefinition } from '../../electron/connectors/registry.ts';
import type { ConnectorClient } from '../../electron/connectors/sdk/index.ts';
import { testCall } from '../../electron/connectors/sdk/step-run.fixture.ts';
import { RunOrigins } from '../../electron/engine/origins.ts';
import { memorySpill } from '../../electron/engine/spill/memory-spill.fixture.ts';
import { builtInSteps } from '../../electron/engine/steps/registry.ts';
import { createCatalog } from '../../electron/host/catalog.ts';
import { createGateway } from '../../electron/host/gateway/gateway.ts';
import { withholdWrites } from '../../electron/host/gateway/policy.ts';
import { createNodeClock } from '../../electron/node/clock.ts';
import { createNodeFiles } from '../../electron/node/files.ts';
import type { HttpRequest } from '../../electron/ports/http.ts';
import type { StepDefinition, StepRunner } from '../../electron/ports/step.ts';
import { parseFlow } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { createMemoryObjectStore } from '../support/memory-object-store.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

const { steps } = await createCatalog();
const builtIn = new Map(builtInSteps.map((definition) => [definition.manifest.type, definition]));
const writing = steps.filter(({ effect, trigger, shape }) => effect === 'write' && !trigger && shape !== 'collect');

/** The settings of the step in its page's example. */
function exampleOf(type: string): JsonObject {
  const page = readFileSync(join(import.meta.dirname, `../../docs/steps/${type}.md`), 'utf8');
  const flow = parseFlow(/```json flow\n(.*?)\n```/s.exec(page)?.[1] ?? '');
  const settings = flow.steps.find((step) => step.type === type)?.settings ?? {};
  return type === 'http.request' ? { ...settings, method: 'POST' } : settings;
}

/** The step behind the gateway of a dry run, and all that came out of that. */
async function prepare(type: string) {
  const sent: HttpRequest[] = [];
  const folder = createTemporaryFolder();
  const { objectStore, values } = createMemoryObjectStore();
  const answer = { status: 200, headers: {}, body: new Uint8Array() };
  const transport = {
    exchange: async (request: HttpRequest) => {
      sent.push(request);
      return answer;
    },
    close: async () => undefined,
  };
  const port = createGateway({ transport, clock: createNodeClock() }).open({
    runId: 'run-1',
    step: 'step',
    files: createNodeFiles(folder),
    called: () => undefined,
    policy: withholdWrites,
  });
  const client: ConnectorClient = {
    options: { apiVersion: '67.0' },
    origin: async () => '',
    additions: async () => ({ headers: [], query: [] }),
    async request({ path = '', url = `https://service.example.org/${path}`, ...request }, signal) {
      const { status, headers, body } = await port.http({ ...request, url }, signal);
      return { status, headers, url, bytes: body, text: '', json: () => ({}) };
    },
  };
  const definition = (builtIn.get(type) ?? (await findStepDefinition(type))) as StepDefinition | undefined;
  if (!definition) throw new Error(`There is no step type “${type}”.`);
  const settings = exampleOf(type);
  const runner = await definition.prepare({
    step: { id: 'step', type, name: 'Step', settings },
    settings,
    parameterNames: [],
    services: {
      client,
      files: port.files,
      objectStore: port.watchValues(objectStore),
      flowCalls: { find: async (name: string) => ({ name, concurrency: 1, call: async () => ({ output: [] }) }) },
    },
    clock: createNodeClock(),
    openSpill: () => memorySpill(),
    origins: new RunOrigins(() => memorySpill()),
    keepsLineage: false,
    endRun: () => undefined,
  });
  return { runner, outside: () => [...sent, ...readdirSync(folder), ...values] };
}

/** All that a step does with a record, whatever comes of it. */
async function doAll(runner: StepRunner, record: JsonObject): Promise<unknown[]> {
  if (runner.shape === 'batch') {
    const done = await Promise.allSettled([runner.run([record], testCall())]);
    return [...done, ...(await Promise.allSettled([runner.finish?.(testCall())]))];
  }
  if (runner.shape !== 'map' || runner.pure) throw new Error('A step that writes calls out.');
  return Promise.allSettled([runner.run(record, testCall())]);
}

const record = { LastName: 'Brook', Region: 'North', ModifiedAt: '2026-11-22', Id: '1', Name: 'Brook' };

describe('every step', () => {
  it.each(steps.map(({ type, effect }) => [type, effect]))('%s declares what it does outside', (_, effect) => {
    expect(['none', 'read', 'write']).toContain(effect);
  });
});

describe.each(writing.map(({ type }) => type))('in a dry run the step %s, which writes,', (type) => {
  it('says what it would do, and changes nothing for that', async () => {
    const { runner, outside } = await prepare(type);
    if (runner.shape === 'map' && !runner.pure && runner.plansItself) return;
    if (runner.shape !== 'batch' && (runner.shape !== 'map' || runner.pure)) throw new Error('It can’t plan.');
    const [planned] = (await runner.plan?.([record], testCall())) ?? [];
    const finished = runner.shape === 'batch' ? await runner.planFinish?.(testCall()) : [];
    const writes = planned && 'writes' in planned ? planned.writes : [];
    expect([...writes, ...(finished ?? [])]).not.toEqual([]);
    expect(outside()).toEqual([]);
  });

  it('changes nothing even when it does all that it can: the gateway withholds it', async () => {
    const { runner, outside } = await prepare(type);
    const done = await doAll(runner, record);
    const plansItself = runner.shape === 'map' && !runner.pure && runner.plansItself === true;
    if (!plansItself) expect(JSON.stringify(done)).toContain('WRITE_WITHHELD');
    expect(outside()).toEqual([]);
  });
});
