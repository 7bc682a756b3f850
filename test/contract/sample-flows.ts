import { randomUUID } from 'node:crypto';
import type { FlowRecord } from '../../shared/contract/index.ts';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import type { RunEvent } from '../../shared/run/events.ts';
import { NOWHERE } from './case.ts';
import type { World } from './world.ts';

/** A name that no other flow or connection of the world has. */
export function newName(what: string): string {
  return `${what} ${randomUUID().slice(0, 8)}`;
}

/** A flow that doubles `N` of each record of the trigger, and leaves out those whose `N` is no number. */
export function doublingFlow(name = newName('Doubling')): FlowDocument {
  return {
    ...createFlow(name, randomUUID()),
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      {
        id: 'double',
        type: 'map_fields',
        name: 'Double',
        settings: { fields: [{ name: 'Doubled', value: '{{ N * 2 }}' }] },
        onError: 'skip',
      },
    ],
    edges: [{ from: 'start', to: 'double' }],
  };
}

/** A flow that hangs in a call to the service that never answers. */
export function hangingFlow({ silentService }: World): FlowDocument {
  return {
    ...createFlow(newName('Hanging'), randomUUID()),
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      { id: 'call', type: 'http.request', name: 'Call', settings: { method: 'GET', url: silentService.url } },
    ],
    edges: [{ from: 'start', to: 'call' }],
  };
}

export function store(world: World, document: FlowDocument): Promise<FlowRecord> {
  return world.client.flows.create({ name: document.name, document });
}

/** Starts the stored flow and waits until its run has ended. */
export async function runToEnd(world: World, flowId: string, input?: Parameters<typeof start>[2]) {
  const runId = await start(world, flowId, input);
  return { runId, events: await eventsOf(world, runId) };
}

export async function start(world: World, flowId: string, input?: Record<string, string | number>[]): Promise<string> {
  const { runId } = await world.client.runs.start({ flowId, ...(input ? { input } : {}) });
  return runId;
}

/** All events of a run after `afterSeq`, once the stream has ended by itself. */
export async function eventsOf(world: World, runId: string, afterSeq = 0): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const batch of await world.client.runs.watch({ runId, afterSeq })) events.push(...batch);
  return events;
}

/** A run of a flow that hangs, once it hangs. */
export async function startHanging(world: World): Promise<{ runId: string; flowId: string }> {
  const callsBefore = world.silentService.calls();
  const { id: flowId } = await store(world, hangingFlow(world));
  const runId = await start(world, flowId);
  while (world.silentService.calls() === callsBefore) await new Promise((resolve) => setTimeout(resolve, 5));
  return { runId, flowId };
}

/** Sign-in details of the practice org's first user. */
export function practiceDetails({ practice }: World) {
  const [user] = practice.users;
  const [client] = practice.clients;
  return {
    connector: 'salesforce',
    auth: 'password',
    fields: {
      environment: 'practice',
      clientId: client?.clientId ?? NOWHERE,
      username: user?.username ?? NOWHERE,
    },
    secrets: {
      clientSecret: client?.clientSecret ?? '',
      password: user?.password ?? '',
      securityToken: user?.securityToken ?? '',
    },
  };
}
