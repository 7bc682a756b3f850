import { createHmac } from 'node:crypto';
import { vi } from 'vitest';
import { createNodeClock } from '../../electron/node/clock.ts';
import { FLOW_FORMAT, type FlowDocument, type FlowSettings, type FlowStep } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/** A host with webhooks, called over HTTP as other programs do. */
export type WebhookWorld = TemporaryHost & {
  /** Stores a flow whose webhook is the step `call`, and its secret, activates it, and gives its id. */
  activate(
    settings: JsonObject,
    options?: { steps?: FlowStep[]; flow?: FlowSettings; secret?: string },
  ): Promise<string>;
  /** Where the webhook of a flow is called, once it is. */
  address(flowId: string): Promise<string>;
  /** The records that calls of a flow made, oldest run first. */
  taken(flowId: string): JsonObject[];
  /** Sets the computer's clock by so much. */
  setClock(milliseconds: number): void;
  /** The headers of a call signed at this moment, `age` milliseconds ago. */
  sign(secret: string, body: string, age?: number): Record<string, string>;
};

export async function openWebhookWorld(): Promise<WebhookWorld> {
  const real = createNodeClock();
  let offset = 0;
  const clock = { ...real, now: () => real.now() + offset };
  const temporary = await openTemporaryHost({ clock });
  await temporary.host.services.triggers.start([], 'all');
  const services = () => temporary.host.services;
  return {
    ...temporary,
    get host() {
      return temporary.host;
    },
    reopen: async () => {
      const host = await temporary.reopen();
      await host.services.triggers.start([], 'all');
      return host;
    },
    activate: async (settings, { steps = [], flow, secret } = {}) => {
      const document = webhookFlow(settings, steps, flow);
      const { id } = services().flows.create(document.name, document);
      if (secret !== undefined) await services().webhooks.setSecret(id, 'call', secret);
      await services().activations.activate(id);
      return id;
    },
    address: (flowId) =>
      vi.waitFor(() => {
        const { address } = services().webhooks.describe(flowId, 'call');
        if (address === null) throw new Error(services().triggers.troubleOf(flowId) ?? 'It isn’t heard yet.');
        return address;
      }, 5_000),
    taken: (flowId) => {
      const { runs } = services();
      return runs
        .list({ flowId, offset: 0, limit: 1_000 })
        .runs.toReversed()
        .flatMap(({ runId }) => runs.records({ runId, step: 'call', port: 'out', offset: 0, limit: 10 }).records);
    },
    setClock: (milliseconds) => {
      offset += milliseconds;
    },
    sign: (secret, body, age = 0) => {
      const timestamp = String(Math.floor((clock.now() - age) / 1_000));
      const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
      return { 'x-millrace-timestamp': timestamp, 'x-millrace-signature': `sha256=${mac}` };
    },
  };
}

/** A flow whose webhook is followed by these steps, one behind the other. */
function webhookFlow(settings: JsonObject, steps: FlowStep[], flow?: FlowSettings): FlowDocument {
  const all: FlowStep[] = [
    { id: 'call', type: 'webhook', name: 'Call', settings: { path: 'hook', ...settings } },
    ...steps,
  ];
  const edges = all.slice(1).map(({ id }, index) => ({ from: all[index]?.id ?? '', to: id }));
  return { format: FLOW_FORMAT, id: '', name: 'Hears calls', steps: all, edges, ...(flow ? { settings: flow } : {}) };
}

/** Calls an address and gives what came back. */
export async function call(address: string, init: RequestInit = {}) {
  const response = await fetch(address, { method: 'POST', ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as JsonObject };
}
