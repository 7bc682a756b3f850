import type { RemedyCommand } from './failure.ts';
import { connectionTexts } from './texts/connections.ts';
import type { FailureText } from './texts/failure-text.ts';
import { fileTexts } from './texts/files.ts';
import { flowTexts } from './texts/flows.ts';
import { recordTexts } from './texts/records.ts';
import { runTexts } from './texts/runs.ts';
import { serviceTexts } from './texts/services.ts';

/**
 * All that the failure catalogue says, as templates: this module and `texts/` are what a translation replaces. Places are
 * `{system}` (or host), `{connection}` (“the connection “Acme””), `{step}`, the facts of the error by their names, and
 * `{message}`, `{why}` and `{fix}`: the whole sentences of the place that failed.
 */
export const failureTexts = {
  ...connectionTexts,
  ...fileTexts,
  ...flowTexts,
  ...recordTexts,
  ...runTexts,
  ...serviceTexts,
} as const satisfies Record<string, FailureText>;

export type FailureTextKey = keyof typeof failureTexts;

/** What buttons say. */
export const remedyLabels: Readonly<Record<RemedyCommand, string>> = {
  'open-connection': 'Open connection',
  'test-connection': 'Test connection',
  reconnect: 'Reconnect',
  'edit-step': 'Fix in editor',
  'convert-value': 'Convert',
  'filter-out': 'Filter out',
  'increase-timeout': 'Increase timeout',
  'raise-budget': 'Raise the limit',
  'open-flow-settings': 'Allow more time',
  'show-problems': 'Show problems',
  'open-run': 'Open run',
  retry: 'Retry',
  resume: 'Resume',
  'retry-failures': 'Run failed records again',
  'run-again': 'Run again',
  'dry-run-again': 'Dry run again',
  'open-file-folder': 'Show folder',
  'free-space': 'Keep fewer runs',
  'open-secrets': 'Open secrets',
  'open-credentials': 'Open named credentials',
  'open-webhooks': 'Choose another port',
  'copy-details': 'Copy details',
};

/** `{connection}` with and without its name, and `{system}` where nothing names it. */
export const placeTexts = {
  connection: 'the connection “{name}”',
  someConnection: 'the connection',
  someSystem: 'the service',
} as const;
