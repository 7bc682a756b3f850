import { defineErrors } from '../define.ts';

/** What goes wrong with webhooks. */
export const webhookErrors = defineErrors({
  WEBHOOK_PORT_IN_USE: {
    fault: 'world',
    retryable: true,
    exitCode: 1,
    message: 'Webhooks can’t be called: port {port} is in use.',
    why: 'Another program listens where the addresses of your webhooks lead.',
    fix: 'End that program, or choose another port in Settings ▸ Webhooks.',
  },
  WEBHOOK_SECRET_MISSING: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: 'The webhook takes only signed calls, but no secret is stored.',
    why: 'A secret never travels with a flow, so an imported or copied one has none.',
    fix: 'Make a secret in the step’s settings, and give it to the caller.',
  },
  WEBHOOK_BODY_WRONG: {
    fault: 'user',
    retryable: false,
    exitCode: 1,
    message: 'The body of the call can’t be read.',
    why: '{detail}',
    fix: 'Send JSON, a form or text, in UTF-8.',
  },
});
