type Expecting = 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'separator';

const mark = /[{}[\],:]/y;
const literal = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const escaped = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;

function matchEnd(pattern: RegExp, text: string, offset: number): number | null {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : null;
}

function skipSpace(text: string, start: number): number {
  let offset = start;
  while (offset < text.length && ' \t\r\n'.includes(text.charAt(offset))) offset += 1;
  return offset;
}

/** The end of the quoted text that starts here; null when it breaks off or holds what JSON forbids. */
function quotedEnd(text: string, start: number): number | null {
  let offset = start + 1;
  while (offset < text.length) {
    const character = text.charAt(offset);
    if (character === '"') return offset + 1;
    if (character < ' ') return null;
    if (character === '\\') {
      const end = matchEnd(escaped, text, offset + 1);
      if (end === null) return null;
      offset = end;
    } else offset += 1;
  }
  return null;
}

function wordExpectation(expecting: Expecting, open: string | undefined): string {
  switch (expecting) {
    case 'value':
    case 'value or end':
      return "a valid value (number, String, array, object, 'true', 'false' or 'null')";
    case 'name':
    case 'name or end':
      return 'double-quote to start field name';
    case 'colon':
      return 'a colon to separate field name and value';
    case 'separator':
      if (open === undefined) return 'the end of the content';
      return `comma to separate ${open === '{' ? 'Object' : 'Array'} entries`;
  }
}

/** What is expected after this mark; null when the mark may not stand here. `open` holds the brackets still open. */
function afterMark(character: string, expecting: Expecting, open: string[]): Expecting | null {
  const inside = open.at(-1);
  const wantsValue = expecting === 'value' || expecting === 'value or end';
  if (wantsValue && (character === '{' || character === '[')) {
    open.push(character);
    return character === '{' ? 'name or end' : 'value or end';
  }
  if (expecting === 'colon') return character === ':' ? 'value' : null;
  if (expecting === 'separator' && character === ',' && inside) return inside === '{' ? 'name' : 'value';
  const closes = inside !== undefined && character === (inside === '{' ? '}' : ']');
  if (closes && (expecting === 'separator' || expecting.endsWith('or end'))) {
    open.pop();
    return 'separator';
  }
  return null;
}

/** Finds where text stops being JSON (its length when it ends too early), at any depth and in one pass. */
function findJsonError(text: string): { readonly offset: number; readonly expected: string } {
  const open: string[] = [];
  let expecting: Expecting = 'value';
  let offset = skipSpace(text, 0);
  while (true) {
    const wantsValue: boolean = expecting === 'value' || expecting === 'value or end';
    const wantsName: boolean = expecting === 'name' || expecting === 'name or end';
    const quoted = text.charAt(offset) === '"' && (wantsValue || wantsName);
    const plainEnd: number | null = quoted
      ? quotedEnd(text, offset)
      : wantsValue
        ? matchEnd(literal, text, offset)
        : null;
    let next: Expecting | null = null;
    if (plainEnd !== null) next = wantsName ? 'colon' : 'separator';
    else if (!quoted && matchEnd(mark, text, offset)) next = afterMark(text.charAt(offset), expecting, open);
    if (next === null) return { offset, expected: wordExpectation(expecting, open.at(-1)) };
    expecting = next;
    offset = skipSpace(text, plainEnd ?? offset + 1);
  }
}

/** Words what is wrong with text that is not JSON as the service does, with line and column counted from 1. */
export function describeJsonError(text: string): string {
  const { offset, expected } = findJsonError(text);
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  const place = `at [line:${line}, column:${column}]`;
  if (offset >= text.length) return `Unexpected end-of-input: was expecting ${expected} ${place}`;
  const code = text.charCodeAt(offset);
  return `Unexpected character ('${text.charAt(offset)}' (code ${code})): was expecting ${expected} ${place}`;
}
