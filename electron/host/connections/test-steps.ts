import type { TestLine, TestProgress } from '../../../shared/contract/index.ts';
import type { MillraceError } from '../../../shared/errors/index.ts';
import type { CallPort } from '../../connectors/sdk/index.ts';

/** Follows a test through its three steps: reach the host, sign in, be allowed to use the API. */
export type TestSteps = {
  /** The port to test with. */
  port: CallPort;
  /** The host that was called last; undefined before the first call. */
  host(): string | undefined;
  /** The three lines after success. */
  succeeded(): TestLine[];
  /** The three lines after this failure, whose cause stands at the step that failed. */
  failed(error: MillraceError, cause: string): TestLine[];
};

const STEPS = ['reach', 'signIn', 'api'] as const;
type Step = (typeof STEPS)[number];

/** Errors of a call that never had an answer. */
const UNANSWERED = new Set([
  'CONNECTION_ERROR',
  'REQUEST_TIMEOUT',
  'ADDRESS_FORBIDDEN',
  'ADDRESS_WRONG',
  'HEADER_WRONG',
]);

/**
 * Watches the calls of one test through the port that a run would use. `progressed` hears of every step that begins
 * after the first; a step that is believed done may still turn out to be the one that failed.
 */
export function followTest(port: CallPort, progressed?: (lines: TestProgress) => void): TestSteps {
  let host: string | undefined;
  let answered = false;
  let isWorking = false;
  let done = 0;

  const tell = (): void => {
    const now = !answered ? 0 : isWorking ? 2 : 1;
    if (now <= done) return;
    done = now;
    progressed?.(
      STEPS.map((step, index) => ({
        step,
        status: index < done ? 'succeeded' : index === done ? 'running' : 'notRun',
      })),
    );
  };

  /** Where a test ended. A refused session shows only in the first call that uses it, and is still the sign-in's. */
  const stepOf = ({ code, data }: MillraceError): Step => {
    if (UNANSWERED.has(code) && !answered) return 'reach';
    if (code === 'MISSING_TOKEN' || data.status === 401) return 'signIn';
    return isWorking ? 'api' : 'signIn';
  };

  return {
    port: {
      files: port.files,
      http: async (request, signal) => {
        if (URL.canParse(request.url)) host = new URL(request.url).host;
        if (request.purpose !== 'sign-in') isWorking = true;
        tell();
        const answer = await port.http(request, signal);
        answered = true;
        tell();
        return answer;
      },
    },
    host: () => host,
    succeeded: () => STEPS.map((step) => ({ step, status: host === undefined ? 'notRun' : 'succeeded' })),
    failed: (error, cause) => {
      const failing = stepOf(error);
      const at = STEPS.indexOf(failing);
      return STEPS.map((step, index): TestLine => {
        if (step === failing) return { step, status: 'failed', message: cause };
        const isDone = index < at && answered;
        return { step, status: isDone ? 'succeeded' : 'notRun' };
      });
    },
  };
}
