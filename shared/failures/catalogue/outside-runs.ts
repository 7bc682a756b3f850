import type { ErrorCode } from '../../errors/index.ts';
import type { OutsideRuns } from './entry.ts';

const commandLine: OutsideRuns = { outsideRuns: 'The command line refuses what was typed, before a run exists.' };
const form: OutsideRuns = { outsideRuns: 'A form or a list of the pages refuses what somebody asks of it.' };
const opening: OutsideRuns = { outsideRuns: 'Millrace doesn’t open with it, so nothing runs.' };
const warning: OutsideRuns = { outsideRuns: 'A warning of the Problems panel, which stops nothing.' };
const transport: OutsideRuns = { outsideRuns: 'Between a page and the host; what the host does isn’t touched by it.' };
const approving: OutsideRuns = { outsideRuns: 'Somebody approves access in a browser; no run and no test does that.' };

/** The codes that no failure of a run, a trigger, a connection's test, an activation or a plan can have, and why. */
export const outsideRuns = {
  COMMAND_WRONG: commandLine,
  INPUT_UNREADABLE: commandLine,
  PARAMETER_WRONG: commandLine,
  PORT_IN_USE: opening,
  STORE_IN_USE: opening,
  STORE_NEWER: opening,
  SQLITE_TOO_OLD: opening,
  ACCESS_REFUSED: transport,
  ROLE_FORBIDS: transport,
  REQUEST_WRONG: transport,
  HOST_GONE: transport,
  NOT_AVAILABLE_HERE: approving,
  CALLBACK_PORT_IN_USE: approving,
  NAME_TAKEN: form,
  SAVE_CONFLICT: form,
  NOTHING_TO_UNDO: form,
  PARAMETERS_UNREADABLE: form,
  CONNECTION_IN_USE: form,
  CREDENTIAL_IN_USE: form,
  LAST_PRINCIPAL: form,
  NAMED_CREDENTIAL_READ_ONLY: form,
  FLOW_ACTIVE: form,
  PASSPHRASE_UNFIT: form,
  VAULT_BACKUP_WRONG: form,
  EDGE_TWICE: warning,
  STEP_NOT_CONNECTED: warning,
  FIELD_HIDES_PARAMETER: warning,
  SECRET_IN_FLOW: warning,
} as const satisfies Partial<Record<ErrorCode, OutsideRuns>>;
