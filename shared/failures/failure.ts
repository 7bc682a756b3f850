import type { ErrorDescription } from '../errors/index.ts';
import type { JsonObject } from '../json/json.ts';

/** What a page or a command can do about a failure. What each needs stands in `Remedy.arguments`. */
export const remedyCommands = [
  /** `connection`: its id. */
  'open-connection',
  /** `connection`. */
  'test-connection',
  /** `connection`. */
  'reconnect',
  /** `step`, and `field`: the key of the setting, where it is known. */
  'edit-step',
  /** `step`, `field`, and `to`: the type that the value should have. */
  'convert-value',
  /** `step`, and `field`: records whose value for it is empty are left out before the step. */
  'filter-out',
  /** `step` and `seconds`: what its limit becomes; or `connection` and `field`, where the connection sets it. */
  'increase-timeout',
  /** `connection`: how many calls a day it may make. */
  'raise-budget',
  /** How long a run may take. */
  'open-flow-settings',
  'show-problems',
  /** `run`: its id. */
  'open-run',
  /** The run goes on where it can, else it is tried again as a new one. */
  'retry',
  /** The run goes on. */
  'resume',
  /** `step`. */
  'retry-failures',
  /** The whole flow, as it is now. */
  'run-again',
  'dry-run-again',
  /** `path`. */
  'open-file-folder',
  /** Fewer runs are kept. */
  'free-space',
  'open-secrets',
  'open-credentials',
  /** The port at which webhooks are called. */
  'open-webhooks',
  'copy-details',
] as const;
export type RemedyCommand = (typeof remedyCommands)[number];

/** One thing that may mend a failure, as a button or a line offers it. */
export type Remedy = { command: RemedyCommand; label: string; arguments: JsonObject };

/**
 * A failure in people's words: what happened, why, what was done before and what wasn't, how to mend it. No text has
 * more than 30 words, none holds a code. `error` is the whole of it, for “Technical details”.
 */
export type FailureExplanation = {
  title: string;
  cause: string;
  /** What was done and what wasn't; empty where nothing is known of it. */
  done: string;
  fix: string;
  remedies: Remedy[];
  error: ErrorDescription;
};

/** Where a failure happened, as far as that is known. */
export type FailureContext = {
  /** The step; its `type` is `<connector>.<operation>` for those of connectors. */
  step?: { id: string; name: string; type: string; connection?: { id: string; name: string } };
  /** What was done and what wasn't, as `accountOf` tells it. */
  done?: string;
  /** How many records failed for it. */
  failed?: number;
};
