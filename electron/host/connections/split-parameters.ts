import { isJsonObject, type Json } from '../../../shared/json/json.ts';

/** How a name of a parameter may look; what else stands on a line is no parameter. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/;

/**
 * Names and values of a pasted text: a JSON object, `NAME=value` lines (with `export`, quotes and comments as in .env
 * files), `NAME: value` lines of YAML, or a list of `name:` and `value:` pairs as deployments have it. A later value of
 * a name wins. Empty values are left out. Anything else in the text is passed over.
 */
export function splitParameters(text: string): Map<string, string> {
  const entries = readObject(text) ?? text.split(/\r\n|\r|\n/).flatMap(splitLine);
  const parameters = new Map<string, string>();
  let named: string | undefined;
  for (const [name, value] of entries) {
    if (name === 'name' && NAME.test(value)) named = value;
    else if (name === 'value' && named !== undefined) {
      if (value !== '') parameters.set(named, value);
      named = undefined;
    } else if (value !== '' && NAME.test(name)) parameters.set(name, value);
  }
  return parameters;
}

function readObject(text: string): [string, string][] | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    // It only looks like JSON; its lines may still hold parameters.
    return undefined;
  }
  const objects = Array.isArray(value) ? value.filter(isJsonObject) : isJsonObject(value) ? [value] : [];
  return objects.flatMap((object) =>
    Object.entries(object).flatMap(([name, entry]): [string, string][] =>
      typeof entry === 'string' || typeof entry === 'number' ? [[name, String(entry).trim()]] : [],
    ),
  );
}

function splitLine(line: string): [string, string][] {
  const match =
    /^\s*(?:-\s+)?(?:(?:export|set)\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*(?:=|:(?=\s|$))\s*(.*?)\s*,?\s*$/.exec(line);
  if (!match) return [];
  const [, name = '', value = ''] = match;
  const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(value);
  return [[name, quoted ? (quoted[2] ?? '') : value.replace(/\s+#.*$/, '')]];
}
