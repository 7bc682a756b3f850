import type { PermissionNeed } from '../sdk/index.ts';

/** Words that stand where a field could and aren’t one (SOQL and SOSL Reference, “SOQL SELECT Syntax”). */
const reserved = new Set(
  [
    [
      'and',
      'or',
      'not',
      'in',
      'like',
      'includes',
      'excludes',
      'where',
      'with',
      'group',
      'by',
      'having',
      'order',
      'limit',
    ],
    [
      'offset',
      'for',
      'asc',
      'desc',
      'nulls',
      'first',
      'last',
      'null',
      'true',
      'false',
      'select',
      'from',
      'using',
      'scope',
    ],
    [
      'typeof',
      'when',
      'then',
      'else',
      'end',
      'rollup',
      'cube',
      'view',
      'reference',
      'update',
      'all',
      'rows',
      'at',
      'above',
    ],
    ['below', 'above_or_below', 'data', 'category', 'security_enforced', 'tracking', 'viewstat'],
  ].flat(),
);
const comparing = new Set(['=', '!', '<', '>', 'like', 'in', 'not', 'includes', 'excludes']);
const endsList = new Set(['limit', 'offset', 'for', 'having', 'order', 'update', 'all']);

const fieldForm = /^[a-z]\w{0,254}(?:\.[a-z]\w{0,254}){0,5}$/i;
const objectForm = /^\w{1,255}$/;

/** Flows come from anywhere: longer texts and deeper ones than any query needs aren’t read, so that reading ends soon. */
const longestText = 20_000;
const deepest = 50;

/** What was read of a query. `aliases` are names that its SELECT list gives; `children` are paths of child records. */
type Query = { from: string; alias: string; fields: string[]; children: string[]; aliases: Set<string> };

/**
 * What a query reads, as far as its text says so plainly: its object with the fields that it selects, compares, groups
 * and sorts by, bare or in functions, and the same of the queries within IN ( ). A field of a related record is a path,
 * `Account.Name`; one of child records is `Contacts/LastName`. Empty for what can’t be read as a query.
 */
export function readQueryNeeds(text: string): PermissionNeed[] {
  const tokens = text.length > longestText ? [] : tokenise(text);
  if (isTooDeep(tokens)) return [];
  const found: Query[] = [];
  if (tokens[0]?.toLowerCase() === 'select') readQuery(tokens, 0, found);
  return found
    .filter(({ from }) => objectForm.test(from))
    .map((query) => ({ object: query.from, access: 'read', fields: pathsOf(query) }));
}

/** The paths of a query’s fields, from its own object on. */
function pathsOf({ from, alias, fields, children, aliases }: Query): string[] {
  const own = fields.filter((field) => !aliases.has(field.toLowerCase()));
  return [...new Set([...own.map((path) => withoutPrefix(path, [from, alias])), ...children])];
}

/** Words with their dots, and every other character by itself; texts in quotes and values put in are one token each. */
function tokenise(text: string): string[] {
  const plain = text.replace(/\{\{.*?\}\}/gs, '0').replace(/'(?:[^'\\]|\\.)*'/gs, ' 0 ');
  return plain.match(/[\w.:-]+|[^\s\w]/g) ?? [];
}

/** Reads the query that begins at `start`, adds it and those in its conditions to `found`; gives where it ends. */
function readQuery(tokens: readonly string[], start: number, found: Query[]): number {
  const query: Query = { from: '', alias: '', fields: [], children: [], aliases: new Set() };
  found.push(query);
  const from = readSelected(tokens, start + 1, query, found);
  query.from = tokens[from + 1] ?? '';
  const next = tokens[from + 2] ?? '';
  if (fieldForm.test(next) && !reserved.has(next.toLowerCase())) query.alias = next;
  return readConditions(tokens, from + 2, query, found);
}

/** Reads the SELECT list; gives where FROM stands. */
function readSelected(tokens: readonly string[], start: number, query: Query, found: Query[]): number {
  let isStart = true;
  let at = start;
  for (; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    const word = token.toLowerCase();
    if (word === 'from') return at;
    if (word === 'typeof') at = endOfTypeOf(tokens, at);
    else if (token === '(' && tokens[at + 1]?.toLowerCase() === 'select')
      at = readChildren(tokens, at + 1, query, found);
    else if (token === '(') at = readArguments(tokens, at, query);
    else if (tokens[at + 1] !== '(' && fieldForm.test(token)) {
      if (isStart) query.fields.push(token);
      else query.aliases.add(word);
    }
    isStart = token === ',';
  }
  return at;
}

/** Reads the query of child records, whose FROM names a relationship; gives where its closing parenthesis stands. */
function readChildren(tokens: readonly string[], start: number, query: Query, found: Query[]): number {
  const inner: Query[] = [];
  const end = readQuery(tokens, start, inner);
  const [child, ...others] = inner;
  const relationship = child?.from.split('.').at(-1);
  if (child && relationship) query.children.push(...pathsOf(child).map((path) => `${relationship}/${path}`));
  found.push(...others);
  return end;
}

/** Reads a function’s arguments, whose functions are read alike; gives where the closing parenthesis stands. */
function readArguments(tokens: readonly string[], open: number, query: Query): number {
  const isList = tokens[open - 1]?.toLowerCase() === 'fields';
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (!isList && tokens[at + 1] !== '(' && isField(token)) query.fields.push(token);
    if (depth === 0) return at;
  }
  return tokens.length;
}

/** Reads what follows the object; gives where the query’s closing parenthesis stands, or the end. */
function readConditions(tokens: readonly string[], start: number, query: Query, found: Query[]): number {
  let depth = 0;
  let inList = false;
  for (let at = start; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    const word = token.toLowerCase();
    const next = tokens[at + 1]?.toLowerCase() ?? '';
    if (token === '(' && next === 'select') at = readQuery(tokens, at + 1, found);
    else if (token === '(' && isField(tokens[at - 1] ?? '')) at = readArguments(tokens, at, query);
    else if (token === '(') depth += 1;
    else if (token === ')' && depth === 0) return at;
    else if (token === ')') depth -= 1;
    else if (word === 'by') inList = true;
    else if (endsList.has(word)) inList = false;
    else if (isField(token) && next !== '(' && (inList || comparing.has(next))) query.fields.push(token);
  }
  return tokens.length;
}

function isTooDeep(tokens: readonly string[]): boolean {
  let depth = 0;
  return tokens.some((token) => {
    depth += Number(token === '(') - Number(token === ')');
    return depth > deepest;
  });
}

function endOfTypeOf(tokens: readonly string[], start: number): number {
  const end = tokens.findIndex((token, at) => at > start && token.toLowerCase() === 'end');
  return end === -1 ? tokens.length : end;
}

function isField(token: string): boolean {
  return fieldForm.test(token) && !reserved.has(token.toLowerCase()) && !/^expr\d+$/i.test(token);
}

/** The path without the name or alias of the query’s own object, which may stand before it. */
function withoutPrefix(path: string, prefixes: readonly string[]): string {
  const [first = '', ...rest] = path.split('.');
  const isOwn = rest.length > 0 && prefixes.some((prefix) => prefix.toLowerCase() === first.toLowerCase());
  return isOwn ? rest.join('.') : path;
}
