import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import { field } from './field.ts';

/** The port that the wizard shows in the callback URL to be registered (ui.md §8.3). */
const DEFAULT_PORT = 8_085;
/** Ports that a program may listen on without special rights. */
const LOWEST_PORT = 1_024;
const HIGHEST_PORT = 65_535;

/** The field `callbackPort` of a sign-in that a person approves in the browser. */
export const callbackPortField = field.number('Callback port', {
  required: true,
  default: DEFAULT_PORT,
  minimum: LOWEST_PORT,
  maximum: HIGHEST_PORT,
  help: 'Register http://localhost:PORT/callback with this port as the app’s callback URL.',
});

/** The port of that field. @throws MillraceError SETTING_WRONG for one that can't be listened on. */
export function readCallbackPort({ callbackPort }: JsonObject): number {
  const port = callbackPort ?? DEFAULT_PORT;
  const isPort = typeof port === 'number' && Number.isInteger(port);
  if (isPort && port >= LOWEST_PORT && port <= HIGHEST_PORT) return port;
  const detail = `It must be a whole number from ${LOWEST_PORT} to ${HIGHEST_PORT}.`;
  const data = { label: 'Callback port', field: 'callbackPort', detail, control: 'number' };
  throw new MillraceError('SETTING_WRONG', data, { why: 'Other ports can’t be listened on.' });
}
