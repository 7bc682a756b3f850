import type { ErrorCode } from '../../errors/index.ts';
import type { RemedyCommand } from '../failure.ts';
import type { FailureTextKey } from '../texts.ts';

/** How one kind of failure is told. Of `remedies` those are offered that the place has what they need for. */
export type FailureEntry = { text: FailureTextKey; remedies: readonly RemedyCommand[] };

/** What narrows an entry: the service's own code, the reason within the code, an answer's status. */
export type FailureCase = FailureEntry & {
  errorCode?: readonly string[];
  reason?: readonly string[];
  status?: readonly number[];
  /** A write that was sent and whose answer never came: it may have been carried out. */
  doubtful?: true;
};

/** All of one code: the cases in the order in which they are tried, then what holds otherwise. */
export type CodeEntry = FailureEntry & { cases?: readonly FailureCase[] };

/** Why a code can't be what a run, a step, a trigger, a test of a connection, an activation or a plan fails with. */
export type OutsideRuns = { outsideRuns: string };

/** A group of the catalogue. */
export type FailureEntries = Readonly<Partial<Record<ErrorCode, CodeEntry>>>;

/** Remedies that several entries share. */
export const inStep: readonly RemedyCommand[] = ['edit-step'];
export const inFile: readonly RemedyCommand[] = ['open-file-folder', 'edit-step'];
export const ofConnection: readonly RemedyCommand[] = ['open-connection', 'test-connection'];
export const ofRecord: readonly RemedyCommand[] = ['edit-step', 'retry-failures'];
