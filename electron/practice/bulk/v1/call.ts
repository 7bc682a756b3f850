import { ApiError } from '../../api-error.ts';
import type { PracticeContext } from '../../http/respond.ts';
import type { Org } from '../../org.ts';
import { authenticateToken } from '../../rest/authenticate.ts';
import { newestVersion, parseVersion } from '../../rest/versions.ts';
import { BulkError } from '../bulk-error.ts';
import type { Batch, ClassicJob } from '../job.ts';
import type { Info } from './describe.ts';
import { isElement, parseXml, textOf, writeDocument, writeElements, type XmlElement } from './xml.ts';

/** A call of Bulk API v1 whose caller is known and whose body was read. */
export interface ClassicCall {
  readonly org: Org;
  readonly userId: string;
  readonly version: number;
  readonly body: Buffer;
  /** The content type of the body, in lower case, without parameters. */
  readonly contentType: string;
  /** Whether the caller speaks JSON; XML otherwise. */
  readonly json: boolean;
}

/** An answer of v1. */
export interface ClassicReply {
  readonly status: number;
  readonly contentType: string;
  readonly content: Buffer | string;
}

const xmlType = 'application/xml; charset=UTF-8';
const jsonType = 'application/json; charset=UTF-8';

/** Reads the version of the path. Throws BulkError `InvalidVersion` for one that is retired or not there yet. */
export function readClassicVersion(org: Org, text: string): number {
  const version = parseVersion(text);
  const oldest = org.switches.values.versionFloor;
  if (version !== null && version >= oldest && version <= newestVersion) return version;
  throw new BulkError('InvalidVersion', `Invalid api version specified on URL: ${text.slice(0, 40)}`);
}

/** The user of the `X-SFDC-SESSION` header. Throws BulkError. */
export function readClassicSession(context: PracticeContext, org: Org): string {
  const token = context.req.header('x-sfdc-session');
  if (token === undefined || token === '') throw new BulkError('InvalidSessionId', 'Unable to find session id');
  try {
    const session = authenticateToken(org, token);
    context.set('session', session);
    return session.userId;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) throw new BulkError('InvalidSessionId', 'Invalid session id');
    throw new BulkError('FeatureNotEnabled', error.entries[0]?.message ?? error.message);
  }
}

/** The text members of a `jobInfo` in the body, in either form. Throws BulkError. */
export function readJobInfo(call: ClassicCall): ReadonlyMap<string, string> {
  const text = call.body.toString('utf8').trim();
  const source = call.contentType === 'application/json' ? parseJobJson(text) : parseXml(text).jobInfo;
  if (source === undefined || !isElement(source)) throw new BulkError('InvalidJob', 'A jobInfo is expected');
  const members = new Map<string, string>();
  for (const [name, content] of Object.entries(source)) {
    const value = textOf(content).trim();
    if (value !== '') members.set(name, value);
  }
  return members;
}

function parseJobJson(text: string): XmlElement {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as XmlElement;
  } catch {
    // Told below in the caller's terms.
  }
  throw new BulkError('ClientInputError', 'The JSON cannot be read: a jobInfo is expected');
}

/** An answer with a job or batch. */
export function infoReply(call: ClassicCall, root: 'jobInfo' | 'batchInfo', info: Info, status = 200): ClassicReply {
  if (call.json) return { status, contentType: jsonType, content: JSON.stringify(info) };
  return { status, contentType: xmlType, content: writeDocument(root, writeElements(info)) };
}

/** An answer with several batches. */
export function batchListReply(call: ClassicCall, infos: readonly Info[]): ClassicReply {
  if (call.json) return { status: 200, contentType: jsonType, content: JSON.stringify({ batchInfo: infos }) };
  const content = infos.map((info) => `<batchInfo>${writeElements(info)}</batchInfo>`).join('');
  return { status: 200, contentType: xmlType, content: writeDocument('batchInfoList', content) };
}

/** An answer with the ids of a query's results. */
export function resultListReply(job: ClassicJob, batch: Batch): ClassicReply {
  const ids = batch.resultId === null ? [] : [batch.resultId];
  if (job.contentType === 'JSON') return { status: 200, contentType: jsonType, content: JSON.stringify(ids) };
  const content = ids.map((id) => `<result>${id}</result>`).join('');
  return { status: 200, contentType: xmlType, content: writeDocument('result-list', content) };
}

/** An answer with bytes in the form of a job. */
export function fileReply(job: ClassicJob, content: Buffer): ClassicReply {
  const types = { CSV: 'text/csv; charset=UTF-8', XML: xmlType, JSON: jsonType };
  return { status: 200, contentType: types[job.contentType], content };
}

/** The 400 of a refusal. */
export function errorReply({ code, reason }: BulkError, json: boolean): ClassicReply {
  if (json) {
    const content = JSON.stringify({ exceptionCode: code, exceptionMessage: reason });
    return { status: 400, contentType: jsonType, content };
  }
  const content = writeElements({ exceptionCode: code, exceptionMessage: reason });
  return { status: 400, contentType: xmlType, content: writeDocument('error', content) };
}
