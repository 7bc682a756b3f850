import { ApiError } from '../api-error.ts';
import { readText } from '../http/body.ts';
import type { PracticeContext } from '../http/respond.ts';
import { isJsonObject } from '../store/deserialize.ts';

/** What a control call carries: the JSON object of a POST, or the query parameters (all texts) of a GET or DELETE. */
export type Settings = Readonly<Record<string, unknown>>;

/** 400 for settings that make no sense; the message names the setting. */
export function refuse(message: string): ApiError {
  return new ApiError(400, 'INVALID_CONTROL', message);
}

/** Reads the settings of a control call. Throws ApiError 400 for a body that is not a JSON object, 413 when too large. */
export async function readSettings(context: PracticeContext): Promise<Settings> {
  if (context.req.method !== 'POST') return context.req.query();
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

/** A whole number, also as text; undefined when it was not sent. Throws ApiError 400 when it is outside the bounds. */
export function readCount(settings: Settings, name: string, smallest: number, largest: number): number | undefined {
  const sent = settings[name];
  if (sent === undefined) return undefined;
  const value = typeof sent === 'string' && /^-?\d{1,15}$/.test(sent) ? Number(sent) : sent;
  if (typeof value === 'number' && Number.isInteger(value) && value >= smallest && value <= largest) return value;
  throw refuse(`${name} must be a whole number from ${smallest} to ${largest}.`);
}

/** A text that is not empty; undefined when it was not sent. Throws ApiError 400 for anything else. */
export function readName(settings: Settings, name: string, example: string): string | undefined {
  const value = settings[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value !== '' && value.length <= 4_000) return value;
  throw refuse(`${name} must be a text, such as ${example}.`);
}

/** Throws ApiError 400 for settings that a control does not have, so that a slip does not pass unnoticed. */
export function refuseOthers(settings: Settings, known: readonly string[]): void {
  const other = Object.keys(settings).find((name) => !known.includes(name));
  if (other === undefined) return;
  const has = known.length === 0 ? 'It takes none.' : `It takes ${known.join(', ')}.`;
  throw refuse(`There is no setting ${other.slice(0, 100)}. ${has}`);
}
