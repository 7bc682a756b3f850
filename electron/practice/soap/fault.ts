import { ApiError } from '../api-error.ts';
import type { SoapApi } from './soap-api.ts';
import { writeElement, Xml } from './write-xml.ts';

/** Where a query went wrong, counted from 1; -1 when that is not known. */
interface QueryPlace {
  readonly row: number;
  readonly column: number;
}

/** A call refused as SOAP words it: HTTP 500 and a Fault. */
export class SoapFault extends Error {
  /** The exception code, such as `INVALID_LOGIN`; null for faults of the protocol itself (`soapenv:Client`). */
  readonly code: string | null;
  /** The name of the detail element, such as `LoginFault`. */
  readonly kind: string;
  readonly place: QueryPlace | null;

  constructor(
    code: string | null,
    message: string,
    kind = faultKinds.get(code ?? '') ?? 'UnexpectedErrorFault',
    place: QueryPlace | null = null,
  ) {
    super(message);
    this.name = 'SoapFault';
    this.code = code;
    this.kind = kind;
    this.place = place;
  }
}

/** The detail element of each exception code that has one of its own. Source: partner WSDL, `fault` types. */
const faultKinds: ReadonlyMap<string, string> = new Map([
  ['INVALID_LOGIN', 'LoginFault'],
  ['LOGIN_MUST_USE_SECURITY_TOKEN', 'LoginFault'],
  ['LOGIN_RATE_EXCEEDED', 'LoginFault'],
  ['INVALID_FIELD', 'InvalidFieldFault'],
  ['INVALID_TYPE', 'InvalidSObjectFault'],
  ['INVALID_SOBJECT', 'InvalidSObjectFault'],
  ['MALFORMED_ID', 'InvalidIdFault'],
  ['MALFORMED_QUERY', 'MalformedQueryFault'],
  ['MALFORMED_SEARCH', 'MalformedSearchFault'],
  ['INVALID_QUERY_LOCATOR', 'InvalidQueryLocatorFault'],
  ['INVALID_NEW_PASSWORD', 'InvalidNewPasswordFault'],
]);

const placed = new Set(['InvalidFieldFault', 'InvalidSObjectFault', 'MalformedQueryFault']);

/** The fault of a message that SOAP cannot make sense of. */
export function clientFault(message: string): SoapFault {
  return new SoapFault(null, message);
}

/** A refusal of the shared record, query and session logic, as a fault. */
export function faultOf(error: ApiError): SoapFault {
  const [entry] = error.entries;
  const code = entry?.errorCode ?? 'UNKNOWN_EXCEPTION';
  const message = entry?.message ?? 'An unexpected error occurred.';
  if (code === 'INVALID_SESSION_ID' && error.status === 401) {
    return new SoapFault(code, 'Invalid Session ID found in SessionHeader: Illegal Session');
  }
  const place = /ERROR at Row:(\d+):Column:(\d+)/.exec(message);
  return new SoapFault(
    code,
    message,
    undefined,
    place ? { row: Number(place[1]), column: Number(place[2]) } : { row: -1, column: -1 },
  );
}

/** Anything thrown, as a fault. What is no refusal is a mistake of ours and says so, with a number. */
export function faultFor(error: unknown, now: Date): SoapFault {
  if (error instanceof SoapFault) return error;
  if (error instanceof ApiError) return faultOf(error);
  const number = now.getTime() % 1_000_000_000;
  const message = `An unexpected error occurred. Please include this ErrorId if you contact support: ${number} (practice)`;
  return new SoapFault('UNKNOWN_EXCEPTION', message);
}

/** The `Fault` element of a refusal. The Metadata API and Apex send no detail. */
export function writeFault(api: SoapApi, fault: SoapFault): string {
  const { code, message, kind, place } = fault;
  if (code === null) return writeElement('soapenv:Fault', { faultcode: 'soapenv:Client', faultstring: message });
  const detail = {
    'sf:exceptionCode': code,
    'sf:exceptionMessage': message,
    'sf:row': place && placed.has(kind) ? place.row : undefined,
    'sf:column': place && placed.has(kind) ? place.column : undefined,
  };
  return writeElement('soapenv:Fault', {
    faultcode: `sf:${code}`,
    faultstring: `${code}: ${message}`,
    detail: api.faultDetails ? new Xml(writeElement(`sf:${kind}`, detail, { 'xsi:type': `sf:${kind}` })) : undefined,
  });
}
