/** One step into a record: a field’s name, or a place in a list. */
export type PathPart = string | number;

const identifier = /^[A-Za-z_]\w*$/;
const words = new Set(['true', 'false', 'null', 'in', 'record', 'trigger', 'vars', 'run']);

/** The expression that reads a path: `Email`, `contact.id`, `record["Account Name"]`, `tags[0]`. */
export function expressionOfPath([first, ...rest]: readonly PathPart[]): string {
  const plain = typeof first === 'string' && identifier.test(first) && !words.has(first);
  const start = plain ? first : `record[${JSON.stringify(first ?? '')}]`;
  return rest.reduce<string>(
    (text, part) =>
      typeof part === 'string' && identifier.test(part) ? `${text}.${part}` : `${text}[${JSON.stringify(part)}]`,
    start,
  );
}

/** The path that an expression reads when it does nothing else, or undefined. */
export function pathOfExpression(text: string): PathPart[] | undefined {
  const source = text.trim();
  const start = /^(?:record(?=[[.])|([A-Za-z_]\w*))/.exec(source);
  if (!start) return undefined;
  const parts: PathPart[] = start[1] === undefined ? [] : [start[1]];
  const part = /\.([A-Za-z_]\w*)|\[("(?:[^"\\]|\\.)*"|\d+)\]/y;
  part.lastIndex = start[0].length;
  while (part.lastIndex < source.length) {
    const match = part.exec(source);
    if (!match) return undefined;
    if (match[1] !== undefined) parts.push(match[1]);
    else if (match[2] !== undefined) {
      const read = readKey(match[2]);
      if (read === undefined) return undefined;
      parts.push(read);
    }
  }
  return parts.length === 0 || (parts.length === 1 && words.has(String(parts[0]))) ? undefined : parts;
}

function readKey(text: string): PathPart | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' || typeof value === 'number' ? value : undefined;
  } catch {
    // An escape that JSON doesn’t know: then it isn’t a plain path and stays code.
    return undefined;
  }
}
