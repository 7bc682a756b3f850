import { ApiError } from '../api-error.ts';
import { dayMs, formatDateTime, parseDateTime } from '../dates.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import { type RestReply, type RestRequest, reply } from './request.ts';
import type { RestRouter } from './router.ts';
import { findObject } from './sobjects.ts';

const minuteMs = 60_000;

/** How far back changes are told. Source: "Get Updated", "Get Deleted". */
const reachMs = 30 * dayMs;

/** A span of time as records carry moments; `end` is the first moment outside. */
interface Span {
  readonly start: string;
  readonly end: string;
}

const refuse = (message: string) => new ApiError(400, 'INVALID_REPLICATION_DATE', message);

function readMoment(request: RestRequest, name: 'start' | 'end'): Date {
  const text = request.query.get(name);
  if (text === null || text === '') throw new ApiError(400, 'MISSING_ARGUMENT', `The ${name} parameter is required.`);
  // An unencoded + of a time zone arrives as a space.
  const moment = parseDateTime(text.replace(' ', '+'));
  if (!moment) throw refuse(`${name} is not a date and time: ${text.slice(0, 100)}`);
  // Seconds do not count: 12:30:15 is taken as 12:30:00.
  return new Date(Math.floor(moment.getTime() / minuteMs) * minuteMs);
}

function readSpan(request: RestRequest): Span {
  const start = readMoment(request, 'start');
  const end = readMoment(request, 'end');
  const now = request.org.now();
  if (end.getTime() - start.getTime() < minuteMs) {
    throw refuse('endDate must be at least one minute greater than startDate');
  }
  if (start.getTime() < now.getTime() - reachMs) throw refuse('startDate cannot be more than 30 days ago');
  if (start.getTime() > now.getTime()) throw refuse('startDate cannot be in the future');
  return { start: formatDateTime(start), end: formatDateTime(end) };
}

function* within(rows: Iterable<Row>, { start, end }: Span): Iterable<{ readonly id: string; readonly at: string }> {
  for (const { Id, SystemModstamp: at } of rows) {
    if (typeof Id === 'string' && typeof at === 'string' && at >= start && at < end) yield { id: Id, at };
  }
}

/** The end of the span, or the present minute when that is earlier: what changes later is not in the answer. */
function latestDateCovered(request: RestRequest, { end }: Span): string {
  const now = formatDateTime(new Date(Math.floor(request.org.now().getTime() / minuteMs) * minuteMs));
  return end < now ? end : now;
}

function replicated(request: RestRequest): { readonly object: SchemaObject; readonly span: Span } {
  const object = findObject(request);
  if (!object.queryable) {
    throw new ApiError(400, 'INVALID_TYPE', `sObject type '${object.name}' is not supported.`);
  }
  return { object, span: readSpan(request) };
}

function updated(request: RestRequest): RestReply {
  const { object, span } = replicated(request);
  const ids = [...within(request.org.store.table(object).rows(), span)].map(({ id }) => id);
  return reply({ ids, latestDateCovered: latestDateCovered(request, span) });
}

function deleted(request: RestRequest): RestReply {
  const { object, span } = replicated(request);
  const found = [...within(request.org.store.table(object).deletedRows(), span)];
  return reply({
    deletedRecords: found.map(({ id, at }) => ({ id, deletedDate: at })),
    earliestDateAvailable: formatDateTime(new Date(request.org.now().getTime() - reachMs)),
    latestDateCovered: latestDateCovered(request, span),
  });
}

/** Adds which records of an object were created or changed, and which deleted, within a span of time. */
export function addReplication(router: RestRouter): void {
  router.add('/sobjects/:object/updated', { GET: updated });
  router.add('/sobjects/:object/deleted', { GET: deleted });
}
