import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { starterLeads, welcomeNewLeads } from '../../electron/host/starter/welcome-new-leads.ts';
import { findProblems, formatFlow } from '../../shared/flow/index.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

const examples = join(import.meta.dirname, '../../examples');

let temporary: TemporaryHost;

beforeEach(async () => {
  temporary = await openTemporaryHost();
});

afterEach(() => temporary.dispose());

describe('the starter workspace', () => {
  it('has a sample flow without problems, bound to the practice connection', async () => {
    const { services } = temporary.host;
    const { starterFlowId } = services.info();
    const { document, bindings } = services.flows.get(starterFlowId ?? '');
    expect(findProblems(document, await services.catalog(), { bindings })).toEqual([]);
    expect(services.connections.get(bindings.crm ?? '').name).toBe('Practice CRM');
  });

  it('is the flow and the file of the examples folder, to the byte', () => {
    expect(readFileSync(join(examples, 'welcome-new-leads.flow.json'), 'utf8')).toBe(formatFlow(welcomeNewLeads));
    expect(readFileSync(join(examples, 'welcome-leads.csv'), 'utf8')).toBe(starterLeads);
  });

  it('runs: twelve leads, five new, five contacts in one call', async () => {
    const { services } = temporary.host;
    const { runId } = await services.runs.startStored({ flowId: services.info().starterFlowId ?? '' });
    for await (const _ of services.runs.watch(runId, 0, undefined)) {
      // Reading to the end is waiting for the end.
    }
    const { state } = services.runs.get(runId);
    expect(state.status).toBe('succeeded');
    expect(state.steps.filter?.out).toEqual({ kept: 5, not_kept: 7 });
    expect(state.steps.create_contact).toMatchObject({ in: 5, out: { out: 5 }, calls: 1 });
    const { records, total } = services.runs.records({
      runId,
      step: 'create_contact',
      port: 'out',
      offset: 0,
      limit: 10,
    });
    expect(total).toBe(5);
    expect(services.runs.get(runId).summary.records).toBe(12);
    expect(records[0]).toMatchObject({ FullName: 'Ada Brook', create_contact: { success: true } });
  });

  it('stays deleted when it was deleted', async () => {
    const { services } = temporary.host;
    services.flows.remove(services.info().starterFlowId ?? '');
    expect(services.info().starterFlowId).toBeNull();
    expect(services.flows.list()).toEqual([]);
  });
});
