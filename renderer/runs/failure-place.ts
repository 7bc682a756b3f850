import type { Remedy } from '../../shared/failures/index.ts';

/** Where a failure is shown, and what the screen there can do itself. */
export type FailurePlace = {
  flowId: string;
  /** The run that failed; absent where none began. */
  runId?: string | undefined;
  /** Whether the run can go on; asked of the host where it isn't known. */
  resumable?: boolean | undefined;
  /** The run goes on: follow it here. Without it its page is opened. */
  onResumed?: (() => void) | undefined;
  /** Asks how the run is tried again; without it the run's page is opened, which asks. */
  onRetry?: (() => void) | undefined;
  /** Mends the flow here; without it its editor is opened. */
  onMend?: ((remedy: Remedy) => void) | undefined;
  /** Hears that a remedy is carried out, as a dialog does that is in its way. */
  onAct?: (() => void) | undefined;
};
