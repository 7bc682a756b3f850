import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type NodeHost, openNodeHost } from '../../electron/compose/node-host.ts';
import { FLOW_FORMAT, type FlowDocument } from '../../shared/flow/document.ts';
import type { Benchmark, Goal, Measurement } from './benchmark.ts';
import { measureChild } from './child.ts';

const caller = join(import.meta.dirname, 'webhook-caller.mjs');

/** A webhook that greets who calls, with one step behind it, answered with what the run made. */
function greeting(durable: boolean): FlowDocument {
  return {
    format: FLOW_FORMAT,
    id: '',
    name: 'Greet',
    steps: [
      { id: 'call', type: 'webhook', name: 'Call', settings: { path: 'greet', respond: 'when-done' } },
      {
        id: 'greet',
        type: 'map_fields',
        name: 'Greet',
        settings: { keep: 'mapped', fields: [{ name: 'text', value: 'Hello {{ body.name }}' }] },
      },
    ],
    edges: [{ from: 'call', to: 'greet' }],
    settings: { durable, retention: 'none' },
  };
}

/** The least that does the same: reads the body, makes the greeting, answers. */
function startPlain(): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as { name: string };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ output: [{ text: `Hello ${body.name}` }] }));
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

async function callAll(address: string, count: number): Promise<Measurement> {
  const { milliseconds, digest } = await measureChild(caller, [address, String(count)]);
  assert.equal(digest, count);
  return { milliseconds };
}

/** Calls of a webhook over 50 connections, each answered when its run is over. */
function webhookCalls(name: string, durable: boolean, goal: Goal): Benchmark {
  let folder = '';
  let plain: Server | undefined;
  let plainAddress = '';
  let host: NodeHost | undefined;
  let address = '';
  return {
    name,
    unit: 'calls',
    sizes: [250, 500, 1_000],
    rounds: () => 3,
    warmUps: 1,
    prepare: async () => {
      folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
      plain = await startPlain();
      plainAddress = `http://127.0.0.1:${(plain.address() as AddressInfo).port}/`;
      host = await openNodeHost({ dataFolder: folder, ownerName: 'bench', version: '0.0.0', shell: 'none' });
      const { flows, activations, triggers, webhooks } = host.services;
      await triggers.start([], 'all');
      const { id } = flows.create('Greet', greeting(durable));
      await activations.activate(id);
      for (;;) {
        address = webhooks.describe(id, 'call').address ?? '';
        if (address !== '') break;
        await sleep(5);
      }
    },
    finish: async () => {
      await host?.close();
      plain?.close();
      rmSync(folder, { recursive: true, force: true });
    },
    plain: (size) => callAll(plainAddress, size),
    ours: (size) => callAll(address, size),
    goals: [goal],
  };
}

function shareGoal(text: string, share: number): Goal {
  return { text, size: 1_000, holds: (ours, plain) => ours.milliseconds <= plain.milliseconds / share };
}

/** Durability off: nothing of the run has to survive. */
export const webhooks = webhookCalls('webhook → step → answer', false, shareGoal('≥ ½ of the calls a second', 1 / 2));

/** With the journal on, each call is kept before its run begins. */
export const durableWebhooks = webhookCalls(
  'webhook → step → answer, journal on',
  true,
  shareGoal('≥ ⅛ of the calls a second', 1 / 8),
);
