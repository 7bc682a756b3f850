import { MillraceError } from '../errors/index.ts';
import { textDepth } from '../json/text-depth.ts';

/**
 * What a flow may measure at most (promise S25): exactly the limit is accepted. Bytes are those of UTF-8; `depth`
 * counts nested objects and lists, the document itself being 1.
 */
export const FLOW_LIMITS = {
  bytes: 10_000_000,
  depth: 64,
  steps: 5_000,
  edges: 20_000,
  stringBytes: 1_000_000,
} as const;

/** Refuses text that is too large or too deep before anything parses it. Throws FLOW_LIMIT. */
export function checkTextLimits(text: string): void {
  const bytes = utf8LengthUpTo(text, FLOW_LIMITS.bytes);
  if (bytes > FLOW_LIMITS.bytes) throw pastLimit('10 MB', 'more');
  const depth = textDepth(text, FLOW_LIMITS.depth);
  if (depth > FLOW_LIMITS.depth) throw pastLimit(`${FLOW_LIMITS.depth} levels of nesting`, `${depth} levels or more`);
}

/**
 * Refuses a JSON value that is too deep or too large, or has too long a text, too many steps or edges. A value that
 * contains itself is too deep. Throws FLOW_LIMIT.
 */
export function checkValueLimits(value: unknown): void {
  if (typeof value === 'object' && value !== null) {
    checkCount(value, 'steps', FLOW_LIMITS.steps);
    checkCount(value, 'edges', FLOW_LIMITS.edges);
  }
  measure(value, 1, { bytes: 0 });
}

function checkCount(value: object, key: 'steps' | 'edges', limit: number): void {
  const list: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
  if (Array.isArray(list) && list.length > limit) {
    throw pastLimit(`${limit.toLocaleString('en')} ${key}`, `${list.length.toLocaleString('en')}`);
  }
}

/** Walks the value; `depth` is the level that `value` would stand on, `total` the bytes of text met so far. */
function measure(value: unknown, depth: number, total: { bytes: number }): void {
  if (typeof value === 'string') {
    const bytes = utf8LengthUpTo(value, FLOW_LIMITS.stringBytes);
    if (bytes > FLOW_LIMITS.stringBytes) throw pastLimit('1 MB for one text', 'a longer one');
    total.bytes += bytes;
  } else if (typeof value === 'object' && value !== null) {
    if (depth > FLOW_LIMITS.depth) throw pastLimit(`${FLOW_LIMITS.depth} levels of nesting`, 'more');
    if (Array.isArray(value)) for (const item of value) measure(item, depth + 1, total);
    else {
      for (const [key, item] of Object.entries(value)) {
        measure(key, depth, total);
        measure(item, depth + 1, total);
      }
    }
  }
  total.bytes += 1;
  if (total.bytes > FLOW_LIMITS.bytes) throw pastLimit('10 MB', 'more');
}

/** Bytes of `text` in UTF-8, or some number above `limit` as soon as it is certain to be past it. */
function utf8LengthUpTo(text: string, limit: number): number {
  if (text.length > limit || text.length * 3 <= limit) return text.length;
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code < 0xdc00) {
      bytes += 4;
      index += 1;
    } else bytes += 3;
  }
  return bytes;
}

function pastLimit(limit: string, actual: string): MillraceError {
  return new MillraceError('FLOW_LIMIT', { limit: `at most ${limit}`, actual });
}
