import type { ErrorDescription } from '../errors/index.ts';
import type { JsonObject } from '../json/json.ts';
import type { FailureContext, Remedy, RemedyCommand } from './failure.ts';
import { remedyLabels } from './texts.ts';

/** Seconds that a step's limit becomes at least when it is increased, and what it is without a setting. */
const DEFAULT_SECONDS = 60;
const MOST_SECONDS = 86_400;

/** A remedy with what it needs, or undefined where that isn't known. */
export function offerRemedy(
  command: RemedyCommand,
  { code, data }: ErrorDescription,
  context: FailureContext,
): Remedy | undefined {
  const { step, failed = 0 } = context;
  const label = remedyLabels[command];
  const field = keyOfField(data);
  const connection = step?.connection?.id ?? (typeof data.connectionId === 'string' ? data.connectionId : undefined);
  switch (command) {
    case 'open-connection':
    case 'test-connection':
    case 'reconnect':
    case 'raise-budget':
      return connection === undefined ? undefined : { command, label, arguments: { connection } };
    case 'edit-step':
      return step && { command, label, arguments: { step: step.id, ...(field === undefined ? {} : { field }) } };
    case 'filter-out':
      return step && field !== undefined
        ? { command, label, arguments: { step: step.id, field, ...partOf(data) } }
        : undefined;
    case 'convert-value':
      return step && field !== undefined && typeof data.expected === 'string' && data.expected in conversions
        ? { command, label, arguments: { step: step.id, field, to: data.expected } }
        : undefined;
    case 'increase-timeout':
      return increase(code, data, context);
    case 'retry-failures':
      return step && failed > 0 ? { command, label, arguments: { step: step.id } } : undefined;
    case 'open-file-folder':
      return typeof data.path === 'string' ? { command, label, arguments: { path: data.path } } : undefined;
    case 'open-run':
      return typeof data.runId === 'string' ? { command, label, arguments: { run: data.runId } } : undefined;
    case 'open-flow-settings':
    case 'show-problems':
    case 'retry':
    case 'resume':
    case 'run-again':
    case 'dry-run-again':
    case 'free-space':
    case 'open-secrets':
    case 'open-credentials':
    case 'open-webhooks':
    case 'copy-details':
      return { command, label, arguments: {} };
  }
}

/** Types that a value can be converted to, and the function of the language that does it. */
export const conversions: Readonly<Record<string, string>> = { number: 'number' };

/** The setting at which it is mended; `field` alone is one only where it has the form of a key. */
function keyOfField({ key, field }: JsonObject): string | undefined {
  if (typeof key === 'string') return key;
  return typeof field === 'string' && /^[a-zA-Z]\w*(\.\w+)*$/.test(field) ? field : undefined;
}

/** The field of the other system that the setting fills, where the setting is a map of several. */
function partOf({ key, field }: JsonObject): JsonObject {
  return typeof key === 'string' && typeof field === 'string' && key !== field ? { part: field } : {};
}

function increase(code: string, data: JsonObject, { step }: FailureContext): Remedy | undefined {
  const command = 'increase-timeout';
  const label = remedyLabels[command];
  if (code === 'STEP_TIMEOUT') {
    const seconds = Math.min(MOST_SECONDS, 2 * (typeof data.seconds === 'number' ? data.seconds : DEFAULT_SECONDS));
    return step && { command, label, arguments: { step: step.id, seconds } };
  }
  const field = data.phase === 'connect' ? 'connectionTimeout' : 'readTimeout';
  return step?.connection && { command, label, arguments: { connection: step.connection.id, field } };
}
