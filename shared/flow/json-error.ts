/** Where a text stops being JSON: `offset` in code units, `line` and `column` from 1, and what is wrong there. */
export type JsonError = { offset: number; line: number; column: number; problem: string };

/** Tokens of JSON (RFC 8259 §2), each tried at one place. */
const WHITE_SPACE = /[\t\n\r ]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const WORD = /true|false|null/y;

/**
 * Finds the first place at which `text` isn't JSON; undefined when it is. Runtimes word their JSON errors differently
 * and leave the place out at times, and a person needs the line. Never recurses, so that depth can't exhaust the stack.
 */
export function findJsonError(text: string): JsonError | undefined {
  const closers: string[] = [];
  let offset = skip(WHITE_SPACE, text, 0);
  for (;;) {
    const character = text[offset];
    if (character === '{' || character === '[') {
      const closer = character === '{' ? '}' : ']';
      offset = skip(WHITE_SPACE, text, offset + 1);
      if (text[offset] !== closer) {
        closers.push(closer);
        if (closer === ']') continue;
        const key = skipKey(text, offset);
        if (typeof key !== 'number') return key;
        offset = key;
        continue;
      }
      offset += 1;
    } else {
      const end = skipScalar(text, offset);
      if (end === offset)
        return errorAt(
          text,
          offset,
          character === '"' ? 'this text isn’t closed, or has a character that needs an escape' : 'a value is expected',
        );
      offset = end;
    }
    const after = skipEnds(text, offset, closers);
    if (after.error) return after.error;
    if (after.done) return undefined;
    offset = after.offset;
  }
}

/** After a value: closes what ends here and steps over a comma to where the next value begins. */
function skipEnds(text: string, from: number, closers: string[]): { offset: number; done?: true; error?: JsonError } {
  let offset = skip(WHITE_SPACE, text, from);
  for (;;) {
    const closer = closers.at(-1);
    if (closer === undefined) {
      if (offset === text.length) return { offset, done: true };
      return { offset, error: errorAt(text, offset, 'nothing may follow the end of the document') };
    }
    if (text[offset] === closer) {
      closers.pop();
      offset = skip(WHITE_SPACE, text, offset + 1);
      continue;
    }
    if (text[offset] !== ',') return { offset, error: errorAt(text, offset, `“,” or “${closer}” is expected`) };
    offset = skip(WHITE_SPACE, text, offset + 1);
    if (closer === ']') return { offset };
    const key = skipKey(text, offset);
    return typeof key === 'number' ? { offset: key } : { offset, error: key };
  }
}

function skipKey(text: string, from: number): number | JsonError {
  const end = skipString(text, from);
  if (end === from) return errorAt(text, from, 'a name in double quotes is expected');
  const colon = skip(WHITE_SPACE, text, end);
  if (text[colon] !== ':') return errorAt(text, colon, '“:” is expected');
  return skip(WHITE_SPACE, text, colon + 1);
}

function skipScalar(text: string, from: number): number {
  if (text[from] === '"') return skipString(text, from);
  const end = skip(NUMBER, text, from);
  return end > from ? end : skip(WORD, text, from);
}

/** A loop, not an expression: a text of many megabytes would exhaust the stack that a pattern backtracks on. */
function skipString(text: string, from: number): number {
  if (text[from] !== '"') return from;
  for (let index = from + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x22) return index + 1;
    if (code < 0x20) return from;
    if (code === 0x5c) {
      const end = skip(ESCAPE, text, index);
      if (end === index) return from;
      index = end - 1;
    }
  }
  return from;
}

function skip(token: RegExp, text: string, from: number): number {
  token.lastIndex = from;
  return token.test(text) ? token.lastIndex : from;
}

function errorAt(text: string, offset: number, problem: string): JsonError {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  return { offset, line, column, problem: offset >= text.length ? 'the text ends too early' : problem };
}
