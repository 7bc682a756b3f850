import type { Json } from './json.ts';

/**
 * A text that two values share exactly when they are the same: lists and maps by what they hold, whatever the order of
 * keys; `7` and `"7"` differ. It is JSON with the keys in order, so it has no line feed and no lone surrogate.
 */
export function identityOf(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(identityOf).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${identityOf(value[name] ?? null)}`);
  return `{${members.join(',')}}`;
}
