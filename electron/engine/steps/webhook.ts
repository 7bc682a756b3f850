import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import { faultOfWebhookPath, trimWebhookPath } from '../../../shared/webhook/path.ts';
import type { StepDefinition } from '../../ports/step.ts';
import type { Webhooks } from '../../ports/webhooks.ts';
import { readChoice, readSetting, readText, refuseSetting } from './settings.ts';
import { createAnswer } from './webhook-answer.ts';

/** What the host lends the trigger. */
type WebhookServices = { webhooks: Webhooks };

const path: FieldManifest = {
  key: 'path',
  label: 'Path',
  control: 'webhookPath',
  required: true,
  placeholder: 'new-lead',
  help: 'The readable end of the address. A part that nobody can guess comes before it.',
};

const respond: FieldManifest = {
  key: 'respond',
  label: 'Answer',
  control: 'choice',
  default: 'at-once',
  options: [
    { value: 'at-once', label: 'At once', help: 'As soon as the call is kept safely.' },
    { value: 'when-done', label: 'When the run is over', help: 'With the records of its last steps, within a minute.' },
  ],
};

const secret: FieldManifest = {
  key: 'secret',
  label: 'Only signed calls',
  control: 'webhookSecret',
  default: false,
  help: 'The caller signs each call with a secret that only it and Millrace know.',
};

const manifest: StepManifest = {
  type: 'webhook',
  label: 'Webhook on this computer',
  description: 'Starts the flow when another program calls an address on this computer.',
  category: 'trigger',
  icon: 'webhook',
  keywords: ['http', 'callback', 'endpoint', 'url', 'api', 'receive', 'post', 'hmac', 'signed', 'event', 'push'],
  shape: 'source',
  trigger: true,
  pure: false,
  effect: 'none',
  inputs: [],
  outputs: [{ name: 'out', label: 'Calls' }],
  fields: [path, respond, secret],
  summary: '/{path}',
  sample: {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    query: {},
    body: { Email: 'ada@example.org', Company: 'Brook & Sons' },
  },
};

/** One record for a call. A run that somebody starts has one call without a body, unless it is given records. */
export const webhook: StepDefinition<WebhookServices> = {
  manifest,
  prepare({ settings, triggerRecords }) {
    readWebhook(settings);
    return {
      shape: 'source',
      repeatable: true,
      async *read() {
        yield { records: triggerRecords ?? [{ method: 'POST', headers: {}, query: {}, body: null }] };
      },
    };
  },
  startsRuns: {
    overlap: 'parallel',
    describe: (settings) => {
      const hook = readWebhook(settings);
      return `When a ${hook.signed ? 'signed call' : 'call'} comes to “${hook.path}” on this computer.`;
    },
    watch: async (context) => {
      const { waitsForEnd, ...hook } = readWebhook(context.settings);
      await context.services.webhooks.take(hook, createAnswer(context, waitsForEnd), context.signal);
    },
  },
};

function readWebhook(settings: JsonObject) {
  const words = readText(settings, path);
  const fault = faultOfWebhookPath(words);
  if (fault) return refuseSetting(path, fault);
  const signed = readSetting(settings, secret);
  if (typeof signed !== 'boolean') {
    return refuseSetting(secret, 'this must be true or false. The secret itself is kept outside the flow.');
  }
  return {
    path: trimWebhookPath(words),
    signed,
    waitsForEnd: readChoice(settings, respond, ['at-once', 'when-done']) === 'when-done',
  };
}
