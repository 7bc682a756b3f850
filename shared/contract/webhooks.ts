import { z } from 'zod';
import { WEBHOOK_PORTS } from '../webhook/ports.ts';
import { identifier, reads, requires } from './base.ts';

export const webhookState = z.object({
  /** Where it is called, while its flow is active and its server listens; it holds the part that nobody can guess. */
  address: z.string().nullable(),
  /** Whether only signed calls are let in there. */
  signed: z.boolean(),
  /** Whether a secret to sign with is stored. */
  hasSecret: z.boolean(),
});
export type WebhookState = z.infer<typeof webhookState>;

export const webhookSummary = webhookState.extend({
  flowId: z.string(),
  flowName: z.string(),
  step: z.string(),
  /** Of the step. */
  name: z.string(),
  active: z.boolean(),
});
export type WebhookSummary = z.infer<typeof webhookSummary>;

export const webhookPortState = z.object({
  /** Of every address; null before the first webhook was active. */
  port: z.number().nullable(),
  /** Whether calls are heard there now, and for how many webhooks. */
  listening: z.boolean(),
  webhooks: z.number(),
});
export type WebhookPortState = z.infer<typeof webhookPortState>;

const ofStep = z.object({ flowId: identifier, step: z.string().min(1).max(200) });

export const webhooksContract = {
  /** Whoever knows the address of a webhook that takes unsigned calls can start its flow, so it takes that right. */
  get: requires('runFlows').input(ofStep).output(webhookState),
  /** The port that all webhooks are called on. */
  getPort: reads.output(webhookPortState),
  /** Moves every address to another port, at once. WEBHOOK_PORT_IN_USE, and they stay where they are. */
  setPort: requires('changeSettings')
    .input(z.object({ port: z.int().min(WEBHOOK_PORTS.least).max(WEBHOOK_PORTS.most) }))
    .output(webhookPortState),
  /**
   * Stores the secret that signs its calls, in place of an earlier one, at once. Without one, makes one and gives it,
   * this once. NOT_FOUND, SECRET_STORE_LOCKED.
   */
  setSecret: requires('editFlows')
    .input(ofStep.extend({ secret: z.string().min(16).max(1_000).optional() }))
    .output(z.object({ made: z.string().nullable() })),
};
