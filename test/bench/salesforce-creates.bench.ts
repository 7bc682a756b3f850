import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NodeHost, openNodeHost } from '../../electron/compose/node-host.ts';
import { type Benchmark, timed } from './benchmark.ts';
import { chain } from './engine-run.ts';

const PER_CALL = 200;

let folder = '';
let host: NodeHost | undefined;

const flow = {
  ...chain([
    { id: 'start', type: 'manual', name: 'Run now' },
    {
      id: 'create',
      type: 'salesforce.create',
      name: 'Create contact',
      connection: 'crm',
      settings: { SObjectName: 'Contact', salesforcePayload: { LastName: '{{ name }}' } },
    },
  ]),
  connections: { crm: { connector: 'salesforce' } },
};

async function createPlainly(count: number): Promise<number> {
  const org = await host?.services.practice.ensure();
  const [user] = org?.users ?? [];
  const [client] = org?.clients ?? [];
  const form = new URLSearchParams({
    grant_type: 'password',
    client_id: client?.clientId ?? '',
    client_secret: client?.clientSecret ?? '',
    username: user?.username ?? '',
    password: `${user?.password}${user?.securityToken}`,
  });
  const token = (await (
    await fetch(`${org?.loginUrl}/services/oauth2/token`, { method: 'POST', body: form })
  ).json()) as {
    access_token: string;
  };
  let calls = 0;
  for (let first = 0; first < count; first += PER_CALL) {
    const records = Array.from({ length: Math.min(PER_CALL, count - first) }, (_, index) => ({
      attributes: { type: 'Contact' },
      LastName: `Person ${first + index}`,
    }));
    const answer = await fetch(`${org?.instanceUrl}/services/data/v64.0/composite/sobjects`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ allOrNone: false, records }),
    });
    const results = (await answer.json()) as { success: boolean }[];
    assert.ok(results.every(({ success }) => success));
    calls += 1;
  }
  return calls;
}

async function createOurs(count: number): Promise<number> {
  const [connection] = host?.services.connections.list() ?? [];
  const started = await host?.services.runs.startDocument({
    document: flow,
    revision: 0,
    bindings: { crm: connection?.id ?? '' },
    input: Array.from({ length: count }, (_, index) => ({ name: `Person ${index}` })),
    baseFolder: folder,
    retention: 'none',
  });
  const { state } = (await started?.result) ?? {};
  assert.equal(state?.status, 'succeeded');
  return state?.steps.create?.calls ?? 0;
}

/** Creates in the practice org, journal on: what counts is the number of calls. */
export const salesforceCreates: Benchmark = {
  name: 'Salesforce creates (practice org)',
  unit: 'records',
  sizes: [100, 1_000, 10_000],
  rounds: () => 5,
  warmUps: 1,
  prepare: async () => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
    host = await openNodeHost({ dataFolder: folder, ownerName: 'bench', version: '0', shell: 'none' });
    await createOurs(1);
  },
  finish: async () => {
    await host?.close();
    rmSync(folder, { recursive: true, force: true });
  },
  plain: (size) => counted(() => createPlainly(size)),
  ours: (size) => counted(() => createOurs(size)),
  goals: [{ text: '50 calls', size: 10_000, holds: ({ calls }) => calls === 50 }],
};

async function counted(work: () => Promise<number>) {
  let calls = 0;
  const measurement = await timed(async () => {
    calls = await work();
  });
  return { ...measurement, calls };
}
