import { ApiError, notFound } from '../api-error.ts';
import { parseId } from '../ids.ts';
import { type RestReply, type RestRequest, reply } from '../rest/request.ts';
import type { RestRouter } from '../rest/router.ts';
import type { Row } from '../schema/object.ts';
import { isJsonObject } from '../store/deserialize.ts';
import type { LogKey } from './event-bus.ts';

/** Longest payload, in characters. Source: Streaming Channel Push resource. */
const payloadLimit = 3_000;

/** Most events and users of one call. */
const listLimit = 1_000;

function findChannelRow(request: RestRequest): Row {
  const object = request.schema.find('StreamingChannel');
  const id = parseId(request.parameter('id'));
  const row = object && id ? request.org.store.table(object).find(id) : undefined;
  if (!row) throw notFound();
  return row;
}

/** The users who listen to a log. */
function onlineUsers({ org }: RestRequest, key: LogKey): readonly string[] {
  const listening = org.streaming.clients
    .list()
    .filter((client) => [...client.subscriptions.values()].some(({ channel }) => channel.keys().includes(key)));
  return [...new Set(listening.map(({ userId }) => userId))];
}

function subscribers(request: RestRequest): RestReply {
  const row = findChannelRow(request);
  return reply({ OnlineUserIds: onlineUsers(request, `u/${String(row.Id)}`), ChannelName: row.Name });
}

interface PushEvent {
  readonly payload: string;
  readonly userIds: readonly string[];
}

const malformed = (message: string) => new ApiError(400, 'JSON_PARSER_ERROR', message);

function readUserIds(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > listLimit) throw malformed('userIds must be a list of user ids.');
  return value.map((entry: unknown) => {
    const id = typeof entry === 'string' ? parseId(entry) : null;
    if (id?.startsWith('005')) return id;
    throw new ApiError(400, 'MALFORMED_ID', `malformed id ${String(entry).slice(0, 100)}`, ['userIds']);
  });
}

function readPushEvents(json: unknown): readonly PushEvent[] {
  const events = isJsonObject(json) ? json.pushEvents : undefined;
  if (!Array.isArray(events) || events.length > listLimit) throw malformed('pushEvents must be a list of events.');
  return events.map((event: unknown) => {
    const payload = isJsonObject(event) ? event.payload : undefined;
    if (!isJsonObject(event) || typeof payload !== 'string') throw malformed('payload must be a text.');
    if (payload.length > payloadLimit) {
      const message = `payload: data value too large: ${payload.slice(0, 255)}... (max length=${payloadLimit})`;
      throw new ApiError(400, 'STRING_TOO_LONG', message, ['payload']);
    }
    return { payload, userIds: readUserIds(event.userIds) };
  });
}

function push(request: RestRequest): RestReply {
  const row = findChannelRow(request);
  const key: LogKey = `u/${String(row.Id)}`;
  const events = readPushEvents(request.json());
  const online = onlineUsers(request, key);
  request.org.streaming.publish(
    events.map(({ payload, userIds }) => ({
      key,
      body: { kind: 'generic', payload, ...(userIds.length > 0 ? { userIds } : {}) },
    })),
  );
  return reply(
    events.map(({ userIds }) => {
      const reached = userIds.filter((id) => online.includes(id)).length;
      return {
        fanoutCount: online.length === 0 ? 0 : userIds.length === 0 ? -1 : reached,
        userOnlineStatus: Object.fromEntries(userIds.map((id) => [id, online.includes(id)])),
      };
    }),
  );
}

/** Adds `sobjects/StreamingChannel/<id>/push`: POST publishes to a generic channel, GET tells who listens. */
export function addChannelPush(router: RestRouter): void {
  router.add('/sobjects/StreamingChannel/:id/push', { GET: subscribers, POST: push });
}
