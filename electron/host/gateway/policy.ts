import type { MillraceError } from '../../../shared/errors/index.ts';
import type { OutgoingCall } from './record.ts';

/** Decides over each call before it leaves: nothing lets it pass, an error is thrown in its place. */
export type CallPolicy = { decide(call: OutgoingCall): MillraceError | undefined };

/** Lets every call pass. */
export const allowEverything: CallPolicy = { decide: () => undefined };
