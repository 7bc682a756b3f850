import type { ErrorCode } from '../../../shared/errors/index.ts';
import type { CallEffect } from '../../connectors/sdk/call-port.ts';

/** On whose behalf something leaves: known for every byte. */
export type CallOrigin = { runId: string; step: string; connectionId?: string; connector?: string };

/** What is about to leave, as the policy sees it. `target` is the host with its port, the file's path, or the
 * key of a stored value. */
export type OutgoingCall = CallOrigin & {
  kind: 'http' | 'file' | 'value';
  effect: CallEffect;
  purpose: 'work' | 'sign-in';
  method: string;
  target: string;
  url?: string;
};

/**
 * A call that was made or refused. It holds no URL, header or body, so there is nothing in it to redact. `status` is
 * the answer's, `error` the code of what failed; one of the two is there for every HTTP call. `startedAt` is in
 * milliseconds since 1970.
 */
export type CallRecord = Omit<OutgoingCall, 'url'> & {
  startedAt: number;
  durationMs: number;
  status?: number;
  error?: ErrorCode;
  refused?: true;
};

/** Hears of every call once it is over. */
export type CallObserver = (record: CallRecord) => void;
