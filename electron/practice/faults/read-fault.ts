import { readCount, readName, refuse, refuseOthers, type Settings } from '../control/settings.ts';
import { isJsonObject } from '../store/deserialize.ts';
import { type Fault, type FaultAnswer, maintenancePage } from './fault.ts';

/** The settings of the control `fault`. */
export const faultSettings = [
  'path',
  'method',
  'times',
  'skip',
  'status',
  'body',
  'headers',
  'delayMs',
  'cut',
  'drip',
  'html',
] as const;

/** Most often a fault can be played; as good as forever. */
export const oftenest = 1_000_000;

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

function writeBody(body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch {
    // JSON can be read at a depth at which it can no longer be written.
    throw refuse('body is nested too deeply.');
  }
}

function readAnswer(settings: Settings): FaultAnswer | undefined {
  const { body, html } = settings;
  if (html !== undefined && typeof html !== 'boolean') throw refuse('html must be true or false.');
  const status = readCount(settings, 'status', 200, 599) ?? (html ? 503 : undefined);
  if (status === undefined) {
    if (body !== undefined) throw refuse('body needs a status to be answered with.');
    return undefined;
  }
  if (html && body === undefined) return { status, body: maintenancePage, contentType: 'text/html;charset=UTF-8' };
  if (typeof body === 'string') return { status, body, contentType: 'text/html;charset=UTF-8' };
  if (html) throw refuse('body must be a text when html is true.');
  const contentType = 'application/json;charset=UTF-8';
  return { status, body: body === undefined ? null : writeBody(body), contentType };
}

function readCut(value: unknown): Fault['cut'] {
  if (value === undefined || value === 'before' || value === 'after') return value;
  throw refuse('cut must be before or after.');
}

function readDrip(value: unknown): Fault['drip'] {
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) throw refuse('drip must be an object with bytes and everyMs.');
  refuseOthers(value, ['bytes', 'everyMs']);
  return {
    bytes: readCount(value, 'bytes', 1, 1_000_000) ?? 16,
    everyMs: readCount(value, 'everyMs', 1, 60_000) ?? 100,
  };
}

/** Reads the settings of a failure. Throws ApiError 400 naming the first setting that makes no sense. */
export function readFault(settings: Settings): Fault {
  refuseOthers(settings, faultSettings);
  const path = readName(settings, 'path', '/services/data/*/query');
  if (path === undefined) throw refuse('path must be a text, such as /services/data/*/query.');
  const method = readName(settings, 'method', 'GET');
  const delayMs = readCount(settings, 'delayMs', 0, 600_000) ?? 0;
  const headers = readHeaders(settings.headers);
  const answer = readAnswer(settings);
  const cut = readCut(settings.cut);
  const drip = readDrip(settings.drip);
  if (cut && (answer || drip)) throw refuse('cut sends no answer, so it goes with neither status, html nor drip.');
  if (!answer && !cut && !drip && delayMs === 0 && Object.keys(headers).length === 0) {
    throw refuse('A fault needs at least one of status, html, delayMs, cut, drip and headers.');
  }
  return {
    path,
    delayMs,
    headers,
    times: readCount(settings, 'times', 1, oftenest) ?? 1,
    skip: readCount(settings, 'skip', 0, oftenest) ?? 0,
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(answer ? { answer } : {}),
    ...(cut ? { cut } : {}),
    ...(drip ? { drip } : {}),
  };
}
