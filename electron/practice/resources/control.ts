import { timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import { ApiError, notFound } from '../api-error.ts';
import type { Fault } from '../faults.ts';
import { readText } from '../http/body.ts';
import { addResource } from '../http/resource.ts';
import { type PracticeContext, type PracticeEnv, respondJson } from '../http/respond.ts';
import { type Org, resetOrg } from '../org.ts';
import { isJsonObject } from '../store/deserialize.ts';

type Settings = Readonly<Record<string, unknown>>;

function refuse(message: string): ApiError {
  return new ApiError(400, 'INVALID_CONTROL', message);
}

async function readSettings(context: PracticeContext): Promise<Settings> {
  const text = await readText(context);
  if (text.trim() === '') return {};
  try {
    const settings: unknown = JSON.parse(text);
    if (isJsonObject(settings)) return settings;
  } catch {
    // Falls through to the one message that says what a control call needs.
  }
  throw refuse('The body must be a JSON object.');
}

function readCount(settings: Settings, name: string, smallest: number, largest: number, usual: number): number {
  const value = settings[name];
  if (value === undefined) return usual;
  if (typeof value === 'number' && Number.isInteger(value) && value >= smallest && value <= largest) return value;
  throw refuse(`${name} must be a whole number from ${smallest} to ${largest}.`);
}

function readHeaders(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (!isJsonObject(value)) throw refuse('headers must be an object of texts.');
  try {
    const headers = new Headers();
    for (const [name, text] of Object.entries(value)) headers.set(name, String(text));
    return Object.fromEntries(headers);
  } catch {
    throw refuse('headers holds a name or value that HTTP does not allow.');
  }
}

function readFault(settings: Settings): Fault {
  const { path, method, body } = settings;
  if (typeof path !== 'string' || path === '') throw refuse('path must be a text, such as /services/data/*/query.');
  if (method !== undefined && typeof method !== 'string') throw refuse('method must be a text, such as GET.');
  const status = settings.status === undefined ? undefined : readCount(settings, 'status', 200, 599, 500);
  const delayMs = readCount(settings, 'delayMs', 0, 600_000, 0);
  if (status === undefined && delayMs === 0) throw refuse('A fault needs status, delayMs or both.');
  return {
    path,
    delayMs,
    times: readCount(settings, 'times', 1, 1_000_000, 1),
    headers: readHeaders(settings.headers),
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(status === undefined ? {} : { status }),
    ...(body === undefined ? {} : { body }),
  };
}

/** Carries out one control call and returns what to answer. */
function control(org: Org, name: string, settings: Settings): unknown {
  switch (name) {
    case 'reset':
      resetOrg(org, readCount(settings, 'seed', 0, 0xffffffff, org.seed));
      return { seed: org.seed };
    case 'fault':
      org.faults.add(readFault(settings));
      return {};
    case 'expireTokens':
      org.sessions.expireAll();
      return {};
    case 'limits':
      org.usage.leave(readCount(settings, 'remaining', 0, 1_000_000, 0), org.now());
      return {};
    default:
      throw notFound();
  }
}

/**
 * Adds the control calls under `/__sim/<token>`: `POST reset {seed?}`, `POST fault {path, method?, status?, body?,
 * headers?, times?, delayMs?}`, `POST expireTokens`, `POST limits {remaining}`, `GET journal`. Without the token the
 * paths do not exist.
 */
export function addControl(app: Hono<PracticeEnv>, org: Org, token: string): void {
  const expected = Buffer.from(token);
  const guard = (context: PracticeContext) => {
    const given = Buffer.from(context.req.param('token') ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw notFound();
  };
  addResource(app, '/__sim/:token/journal', {
    GET: (context) => {
      guard(context);
      return respondJson(context, org.journal.entries());
    },
  });
  addResource(app, '/__sim/:token/:control', {
    POST: async (context) => {
      guard(context);
      return respondJson(context, control(org, context.req.param('control') ?? '', await readSettings(context)));
    },
  });
}
