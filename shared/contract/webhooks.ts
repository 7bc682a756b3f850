import { z } from 'zod';
import { identifier, requires } from './base.ts';

export const webhookState = z.object({
  /** Where it is called, while its flow is active and its server listens; it holds the part that nobody can guess. */
  address: z.string().nullable(),
  /** Whether only signed calls are let in there. */
  signed: z.boolean(),
  /** Whether a secret to sign with is stored. */
  hasSecret: z.boolean(),
});
export type WebhookState = z.infer<typeof webhookState>;

const ofStep = z.object({ flowId: identifier, step: z.string().min(1).max(200) });

export const webhooksContract = {
  /** Whoever knows the address of a webhook that takes unsigned calls can start its flow, so it takes that right. */
  get: requires('runFlows').input(ofStep).output(webhookState),
  /**
   * Stores the secret that signs its calls, in place of an earlier one, at once. Without one, makes one and gives it,
   * this once. NOT_FOUND, SECRET_STORE_LOCKED.
   */
  setSecret: requires('editFlows')
    .input(ofStep.extend({ secret: z.string().min(16).max(1_000).optional() }))
    .output(z.object({ made: z.string().nullable() })),
};
