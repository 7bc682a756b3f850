import type { FlowDocument, Retention } from '../../../shared/flow/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { Breakpoint } from '../../../shared/run/breakpoint.ts';
import type { RunEvent, RunHeader, RunWarning } from '../../../shared/run/events.ts';
import type { Retry } from '../../storage/index.ts';
import type { ChainLink } from './call-chain.ts';
import type { PartOfRun } from './run-checks.ts';

/** A flow that isn't (or needn't be) in the store: what the command runs from a file. */
export type RunDocumentRequest = {
  document: FlowDocument;
  revision: number;
  /** Slot → connection id. */
  bindings: Record<string, string>;
  parameters?: JsonObject;
  /** Id of the trigger step that starts it; absent means the flow's first. */
  trigger?: string;
  input?: JsonObject[];
  /** What was noticed as the input was read. */
  inputWarnings?: RunWarning[];
  /** Where relative paths of the flow start. */
  baseFolder: string;
  retention?: Retention;
  durable?: boolean;
  /** Reads go out, writes are withheld and planned. */
  dryRun?: true;
  /** The run that this one tries again. */
  retryOf?: { runId: string; number: number };
  /** What of it: at most one run does so. */
  retries?: Retry;
  /** The run whose journal this one begins with, and the one that its idempotency keys name. */
  continues?: { runId: string; keysOf: string };
  /** The dry run whose plan is applied: only what is in it goes out. */
  applies?: string;
  /** Its id, where that is decided before. */
  runId?: string;
  /** The run and step that called it, and the flows that called that one, the first caller first. */
  calledBy?: NonNullable<RunHeader['calledBy']> & {
    chain: ChainLink[];
    /** Set where what it is given holds what the plan of the run that called it couldn’t know. */
    open?: true | undefined;
    /** Set in the application of a plan: it mustn’t go on without the run that called it. */
    planned?: true | undefined;
  };
  /** Hears that what it gives holds such values too. */
  opened?: () => void;
} & PartOfRun &
  Watching;

/** A run of a flow in the store, as it is now. */
export type StoredRunRequest = PartOfRun & {
  flowId: string;
  parameters?: JsonObject;
  input?: JsonObject[];
  dryRun?: true;
};

/** Who waits for a run: may stop it, and hears what happens. */
export type Watching = {
  signal?: AbortSignal;
  onEvent?: (event: RunEvent) => void;
  /** Nobody could let it go on at a breakpoint, so it stops at none. */
  neverStops?: true;
};

/** Where somebody edited a record the edit stays, but nothing is asked any more. */
export function neverStopping(breakpoints: readonly Breakpoint[] = []): Breakpoint[] {
  return breakpoints.map(({ step }) => ({ step, condition: 'false' }));
}
