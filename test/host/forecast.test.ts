import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startServer } from '../../electron/node/http-server.fixture.ts';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
afterEach(() => temporary.dispose());

describe('a forecast', () => {
  it('B7 of a flow that never ran counts its file, and asks nothing to be written; after a run it says what was measured', async () => {
    temporary = await openTemporaryHost();
    const { forecasts, runs, info, flows, budgets } = temporary.host.services;
    const flowId = info().starterFlowId ?? '';
    const first = await forecasts.stored({ flowId });
    const of = (forecast: typeof first, id: string) => forecast.steps.find(({ step }) => step === id);
    expect(first).toMatchObject({ runs: 0, durationMs: { how: 'unknown' } });
    expect(of(first, 'get_leads')?.records).toEqual({ least: 12, most: 12, how: 'estimated' });
    expect(of(first, 'create_contact')).toMatchObject({
      records: { least: 0, most: 12 },
      calls: { least: 0, most: 1 },
    });
    expect(first.connections).toMatchObject([{ name: 'Practice CRM', calls: { least: 0, most: 1 }, left: null }]);

    const { runId } = await runs.startStored({ flowId });
    await expect.poll(() => runs.get(runId).state.status).toBe('succeeded');
    const connectionId = flows.get(flowId).bindings.crm ?? '';
    budgets.set(connectionId, 50);
    const second = await forecasts.stored({ flowId });
    expect(second).toMatchObject({ runs: 1, durationMs: { how: 'measured' } });
    expect(of(second, 'create_contact')).toMatchObject({
      records: { least: 5, most: 5, how: 'measured' },
      calls: { least: 1, most: 1, how: 'measured' },
    });
    expect(second.connections).toMatchObject([{ calls: { how: 'measured' }, left: 49 }]);

    // A file that has grown says more than the runs before.
    const rows = Array.from({ length: 120 }, (_, n) => `A,B${n},b@example.org,C,New,1`);
    const leads = join(temporary.host.filesFolder, 'welcome-leads.csv');
    writeFileSync(leads, `FirstName,LastName,Email,Company,Status,Amount\n${rows.join('\n')}\n`);
    const third = await forecasts.stored({ flowId });
    expect(of(third, 'get_leads')?.records).toEqual({ least: 120, most: 120, how: 'estimated' });
    expect(of(third, 'create_contact')?.records).toEqual({ least: 50, most: 50, how: 'estimated' });
  });

  it('asks Salesforce how many records a query finds, and says that it doesn’t know what can’t be asked', async () => {
    temporary = await openTemporaryHost();
    const { forecasts, connections } = temporary.host.services;
    const [practice] = connections.list();
    const document: FlowDocument = {
      ...createFlow('Leads', 'leads'),
      connections: { crm: { connector: 'salesforce', needs: { objects: ['Lead'], access: 'read' } } },
      steps: [
        { id: 'start', type: 'manual', name: 'Start' },
        {
          id: 'leads',
          type: 'salesforce.query',
          name: 'Leads',
          connection: 'crm',
          settings: { salesforceQuery: 'SELECT Id FROM Lead ORDER BY Id LIMIT 7' },
        },
        { id: 'gone', type: 'files.read', name: 'Gone', settings: { path: 'gone.csv' } },
      ],
      edges: [
        { from: 'start', to: 'leads' },
        { from: 'start', to: 'gone' },
      ],
    };
    const { steps } = await forecasts.of({
      document,
      revision: 0,
      bindings: { crm: practice?.id ?? '' },
      baseFolder: temporary.dataFolder,
    });
    expect(steps.map(({ step, records, calls }) => [step, records.least, records.most, calls.most])).toEqual([
      ['start', 1, 1, 0],
      ['leads', 7, 7, 1],
      ['gone', 0, null, 0],
    ]);
  });

  it('isn’t taken from a retry, which left out what was done before', async () => {
    temporary = await openTemporaryHost();
    const { forecasts, flows, runs } = temporary.host.services;
    let refuses = true;
    const service = await startServer(({ url }, response) => {
      response.writeHead(refuses && url === '/2' ? 422 : 200).end('{}');
    });
    const put = { method: 'PUT', url: `${service.url}/{{ n }}`, body: 'x' };
    const flowId = flows.create('Putting', {
      ...createFlow('Putting', 'putting'),
      steps: [
        { id: 'start', type: 'manual', name: 'Start' },
        { id: 'put', type: 'http.request', name: 'Put', settings: put },
      ],
      edges: [{ from: 'start', to: 'put' }],
    }).id;
    const { runId } = await runs.startStored({ flowId, input: [{ n: 1 }, { n: 2 }] });
    await runs.ended(runId);
    refuses = false;
    const { result } = await runs.reruns.rerun({ runId, version: 'same', from: { kind: 'failed' } });
    expect((await result).state).toMatchObject({ status: 'succeeded', steps: { put: { calls: 1 } } });
    expect((await forecasts.stored({ flowId })).runs).toBe(0);
    await service.close();
  });

  it('counts the calls of called flows, to any depth, for each record; what can’t be known is unknown', async () => {
    temporary = await openTemporaryHost();
    const { forecasts, flows } = temporary.host.services;
    const keep = (name: string, steps: FlowDocument['steps']) =>
      flows.create(name, {
        ...createFlow(name, name.toLowerCase()),
        steps: [{ id: 'start', type: 'manual', name: 'Start' }, ...steps],
        edges: steps.map(({ id }, index) => ({ from: steps[index - 1]?.id ?? 'start', to: id })),
      }).id;
    const get = (id: string) => ({ id, type: 'http.request', name: id, settings: { url: 'http://127.0.0.1:9/' } });
    const call = (flow: string) => ({ id: 'call', type: 'call_flow', name: 'Call', settings: { flow } });
    keep('Inner', [get('a'), get('b')]);
    keep('Middle', [get('c'), call('Inner')]);
    keep('Round', [call('Round')]);
    const times = [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }];
    const outer = await forecasts.stored({ flowId: keep('Outer', [call('Middle')]), input: times });
    expect(outer.steps.at(-1)).toMatchObject({ step: 'call', calls: { least: 12, most: 12, how: 'estimated' } });
    expect(outer.connections).toMatchObject([{ connectionId: null, calls: { least: 12, most: 12 } }]);
    const lost = await forecasts.stored({ flowId: keep('Lost', [call('Nowhere')]), input: times });
    expect(lost.steps.at(-1)).toMatchObject({ calls: { most: null, how: 'unknown' } });
    const round = await forecasts.stored({ flowId: 'round', input: times });
    expect(round.steps.at(-1)).toMatchObject({ calls: { most: null, how: 'unknown' } });
  });
});
