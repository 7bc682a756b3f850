import { NAMED_SCHEME } from '../../../shared/connector/manifest.ts';
import type { ConnectionStatus, TestResult } from '../../../shared/contract/index.ts';
import type { MillraceError } from '../../../shared/errors/index.ts';

/** How a failed test reads: `message` is the cause, `fix` what to do. */
export type Failure = Pick<TestResult, 'message' | 'fix' | 'code' | 'reason' | 'field'>;

/** The cause and fix of a failed test, in the words of ui.md §8.5, and what a page needs to offer the fix. */
export function explainFailure(error: MillraceError): Failure {
  const { reason, field } = error.data;
  return {
    ...describeFailure(error),
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof field === 'string' ? { field } : {}),
  };
}

function describeFailure(error: MillraceError): Failure {
  const { code, message, why, fix } = error;
  const host = typeof error.data.host === 'string' ? error.data.host : 'the service';
  switch (code) {
    case 'CONNECTION_ERROR':
      return { code, ...explainNetwork(host, error) };
    case 'REQUEST_TIMEOUT':
      return { code, message, fix: 'Try again, or increase the timeout.' };
    case 'CREDENTIAL_NOT_USABLE':
    case 'MISSING_TOKEN':
    case 'PERMISSION_MISSING':
      return { code, message: why === '' ? message : why, fix };
    default:
      return { code, message: why === '' ? message : `${message} ${why}`, fix };
  }
}

function explainNetwork(host: string, { message, why, fix, data }: MillraceError): Omit<Failure, 'code'> {
  switch (data.reason) {
    case 'tls':
      return { message: `${message} ${why}`, fix: 'Check the domain name and whether it speaks https.' };
    case 'certificate':
    case 'client-certificate-refused':
    case 'proxy-refused-host':
    case 'proxy-unreachable':
      return { message: `${message} ${why}`, fix };
    case 'client-certificate':
    case 'proxy-refused':
      return { message, fix };
    case 'garbage':
      return { message: `${host} doesn’t answer as a web service does. ${why}`, fix: 'Check the domain name.' };
    default:
      return { message, fix: 'Check the domain name and your network.' };
  }
}

/**
 * The status of a connection after a test that ended with this error, or with none. One that uses a named credential is
 * `inactive` while the credential's principal isn't permitted to do what it is for (product.md C3).
 */
export function statusAfter(error: MillraceError | undefined, auth: string): ConnectionStatus {
  if (!error) return 'connected';
  if (auth === NAMED_SCHEME && isWithoutPermission(error)) return 'inactive';
  return error.data.reason === 'session-expired' ? 'sign_in_expired' : 'failed';
}

/** True when a person on this computer, or the service, doesn't permit the principal to be used. */
function isWithoutPermission({ code, data }: MillraceError): boolean {
  return code === 'PERMISSION_MISSING' || (code === 'CREDENTIAL_NOT_USABLE' && data.reason === 'not-permitted');
}
