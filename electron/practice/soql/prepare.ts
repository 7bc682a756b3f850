import { ApiError } from '../api-error.ts';
import { type SoqlToken, splitTokens } from './tokens.ts';

/** A query made ready for the parser. What was taken out is blank, so that every place stays where it was. */
export interface PreparedQuery {
  /** As long as the query, without what the parser does not take. */
  readonly text: string;
  /** The condition after HAVING, at its place in a text as long as the query; null when there is none. */
  readonly having: { readonly text: string; readonly offset: number } | null;
  /** Aliases of parents (`FROM Contact c, c.Account a`), in lower case, with the path each stands for. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** Deepest nesting of parentheses that mean something; deeper ones would end the parser's stack. */
const depthLimit = 300;

const beforeCondition: ReadonlySet<string> = new Set(['WHERE', 'HAVING', 'AND', 'OR', 'NOT']);
const afterHaving: ReadonlySet<string> = new Set(['ORDER', 'LIMIT', 'OFFSET', 'FOR', 'UPDATE']);
const havingPrefix = 'SELECT Id FROM X WHERE ';

class Editor {
  readonly tokens: readonly SoqlToken[];
  readonly words: readonly string[];
  readonly #characters: string[];

  constructor(soql: string) {
    this.tokens = splitTokens(soql);
    this.words = this.tokens.map((token) => token.text.toUpperCase());
    this.#characters = soql.split('');
  }

  get text(): string {
    return this.#characters.join('');
  }

  offset(index: number): number {
    return this.tokens[index]?.offset ?? this.#characters.length;
  }

  /** Blanks the tokens from `first` up to, not including, `end`. */
  blank(first: number, end: number): void {
    for (const { offset, text } of this.tokens.slice(first, end)) {
      this.#characters.fill(' ', offset, offset + text.length);
    }
  }
}

/** Takes out pairs of parentheses right within another pair, which mean nothing. Returns the depth at each token. */
function dropDoubledParentheses(editor: Editor): readonly number[] {
  const partner = new Map<number, number>();
  const open: { readonly index: number; readonly ofCondition: boolean }[] = [];
  const depths: number[] = [];
  const ofCondition = new Set<number>();
  for (const [index, word] of editor.words.entries()) {
    if (word === ')') {
      const start = open.pop();
      if (start) partner.set(start.index, index);
    }
    depths.push(open.length);
    if (word !== '(') continue;
    const before = editor.words[index - 1] ?? '';
    const condition = beforeCondition.has(before) || (before === '(' && (open.at(-1)?.ofCondition ?? false));
    if (condition) ofCondition.add(index);
    open.push({ index, ofCondition: condition });
  }
  const dropped = new Set<number>();
  for (const [start, end] of partner) {
    if (!ofCondition.has(start) || partner.get(start - 1) !== end + 1) continue;
    editor.blank(start, start + 1);
    editor.blank(end, end + 1);
    dropped.add(start).add(end);
  }
  let depth = 0;
  for (const [index, word] of editor.words.entries()) {
    if (dropped.has(index)) continue;
    if (word === '(') depth += 1;
    else if (word === ')') depth -= 1;
    if (depth > depthLimit) {
      const message = `Query is too complicated: parentheses are nested more than ${depthLimit} deep.`;
      throw new ApiError(400, 'QUERY_TOO_COMPLICATED', message);
    }
  }
  return depths;
}

function readAliases(editor: Editor, depths: readonly number[]): ReadonlyMap<string, string> {
  const { words, tokens } = editor;
  const aliases = new Map<string, string>();
  const from = words.findIndex((word, index) => word === 'FROM' && depths[index] === 0);
  if (from === -1) return aliases;
  const object = tokens[from + 1]?.text.toLowerCase() ?? '';
  let next = from + 2;
  const roots = new Set([object]);
  if (words[next] !== ',') {
    roots.add(tokens[next]?.text.toLowerCase() ?? '');
    next += 1;
  }
  while (words[next] === ',') {
    const [head = '', ...names] = (tokens[next + 1]?.text ?? '').split('.');
    const alias = tokens[next + 2]?.text ?? '';
    const known = roots.has(head.toLowerCase()) ? '' : aliases.get(head.toLowerCase());
    if (known === undefined || names.length === 0 || !/^[A-Za-z]\w*$/.test(alias)) break;
    aliases.set(alias.toLowerCase(), [...(known === '' ? [] : [known]), ...names].join('.'));
    editor.blank(next, next + 3);
    next += 3;
  }
  return aliases;
}

function takeHaving(editor: Editor, depths: readonly number[]): PreparedQuery['having'] {
  const start = editor.words.findIndex((word, index) => word === 'HAVING' && depths[index] === 0);
  if (start === -1) return null;
  const stop = editor.words.findIndex((word, index) => index > start && depths[index] === 0 && afterHaving.has(word));
  const end = stop === -1 ? editor.tokens.length : stop;
  const offset = editor.offset(start) + 'HAVING'.length;
  const condition = editor.text.slice(offset, editor.offset(end));
  const text = condition.trim() === '' ? '' : havingPrefix.padEnd(offset) + condition;
  if (text !== '') editor.blank(start, end);
  return { text, offset };
}

/**
 * Makes a query ready for the parser, which knows no aliases of parents, drops a NOT within HAVING, and takes fewer
 * than ten parentheses in a row. Throws ApiError `MALFORMED_QUERY` for ALL ROWS, which is Apex alone, and
 * `QUERY_TOO_COMPLICATED` for nesting beyond all reason.
 */
export function prepareQuery(soql: string): PreparedQuery {
  const editor = new Editor(soql);
  const { words } = editor;
  if (words.at(-1) === 'ROWS' && words.at(-2) === 'ALL') {
    throw new ApiError(400, 'MALFORMED_QUERY', 'ALL ROWS not allowed in this context');
  }
  const depths = dropDoubledParentheses(editor);
  const aliases = readAliases(editor, depths);
  const having = words.includes('GROUP') ? takeHaving(editor, depths) : null;
  return { text: editor.text, having: having?.text ? having : null, aliases };
}
