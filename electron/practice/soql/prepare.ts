import { ApiError } from '../api-error.ts';
import { queryError } from './error-block.ts';
import { type SoqlToken, splitTokens } from './tokens.ts';

/** A text for the parser, in two forms. */
export interface PreparedText {
  /** Every word at its place in the query; for finding the place of a mistake. */
  readonly placed: string;
  /** The same with neutral conditions added where the parser would lose its way. */
  readonly parseable: string;
}

/** A query made ready for the parser. What was taken out is blank, so that every place stays where it was. */
export interface PreparedQuery {
  readonly body: PreparedText;
  /** The condition after HAVING as that of a query of its own; null when there is none. */
  readonly having: PreparedText | null;
  /** Aliases of parents (`FROM Contact c, c.Account a`), in lower case, with the path each stands for. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** Deepest nesting of parentheses that mean something; deeper ones would end the parser's stack. */
const depthLimit = 300;

const beforeCondition: ReadonlySet<string> = new Set(['WHERE', 'HAVING', 'AND', 'OR', 'NOT']);
const afterHaving: ReadonlySet<string> = new Set(['ORDER', 'LIMIT', 'OFFSET', 'FOR', 'UPDATE']);

/** A field no object has; a condition on it, which only this file adds, always holds. */
export const neutralField = 'x__neutral';
const neutralOpening = `(${neutralField} = null AND (`;

/** Most parentheses in a row that the parser surely reads. */
const parenthesesInRow = 4;
const havingPrefix = 'SELECT Id FROM X WHERE ';

class Editor {
  readonly tokens: readonly SoqlToken[];
  readonly words: readonly string[];
  readonly #characters: string[];
  readonly #replaced = new Map<number, string>();

  constructor(soql: string) {
    this.tokens = splitTokens(soql);
    this.words = this.tokens.map((token) => token.text.toUpperCase());
    this.#characters = soql.split('');
  }

  /** The text from one place to another. */
  slice(start: number, end?: number): PreparedText {
    const characters = this.#characters.slice(start, end);
    const parseable = characters.map((character, index) => this.#replaced.get(start + index) ?? character);
    return { placed: characters.join(''), parseable: parseable.join('') };
  }

  /** Gives the parser another text in place of a mark. */
  replace(index: number, text: string): void {
    this.#replaced.set(this.offset(index), text);
  }

  offset(index: number): number {
    return this.tokens[index]?.offset ?? this.#characters.length;
  }

  /** Blanks the tokens from `first` up to, not including, `end`. */
  blank(first: number, end: number): void {
    for (const { offset, text } of this.tokens.slice(first, end)) {
      this.#characters.fill(' ', offset, offset + text.length);
      this.#replaced.delete(offset);
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
  addNeutralConditions(editor, partner, ofCondition, dropped);
  return depths;
}

/**
 * Breaks up what stands before a condition where the parser would lose its way: it forgets all but two of `NOT (NOT
 * (NOT …` and reads no more than a few parentheses in a row. `(…)` becomes `(neutral AND (…))`, which means the same.
 */
function addNeutralConditions(
  editor: Editor,
  partner: ReadonlyMap<number, number>,
  ofCondition: ReadonlySet<number>,
  dropped: ReadonlySet<number>,
): void {
  const kept = Array.from(editor.words.keys()).filter((index) => !dropped.has(index));
  let inRow = 0;
  for (const [position, index] of kept.entries()) {
    const word = editor.words[index];
    const end = partner.get(index);
    if (word !== '(' || !ofCondition.has(index) || end === undefined) {
      if (word !== 'NOT') inRow = 0;
      continue;
    }
    inRow += 1;
    const before = editor.words[kept[position - 1] ?? -1];
    const next = editor.words[kept[position + 1] ?? -1];
    const negatesMore = before === 'NOT' && (next === 'NOT' || next === '(');
    if (!negatesMore && inRow <= parenthesesInRow) continue;
    editor.replace(index, neutralOpening);
    editor.replace(end, '))');
    inRow = 1;
  }
}

/** Takes out pairs of NOT, which mean nothing. */
function dropDoubledNots(editor: Editor): void {
  for (let index = 0; index + 1 < editor.words.length; index += 1) {
    if (editor.words[index] !== 'NOT' || editor.words[index + 1] !== 'NOT') continue;
    const before = editor.words[index - 1] ?? '';
    if (before !== '(' && !beforeCondition.has(before)) continue;
    editor.blank(index, index + 2);
    index += 1;
  }
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
  const condition = editor.slice(offset, editor.offset(end));
  if (condition.placed.trim() === '') return null;
  editor.blank(start, end);
  const prefix = havingPrefix.padEnd(offset);
  return { placed: prefix + condition.placed, parseable: prefix + condition.parseable };
}

/**
 * Makes a query ready for the parser, which knows no aliases of parents, forgets a NOT within HAVING, and loses its way
 * among many parentheses and negations. Throws ApiError `MALFORMED_QUERY` for ALL ROWS, which is Apex alone, and
 * `QUERY_TOO_COMPLICATED` for nesting beyond all reason.
 */
export function prepareQuery(soql: string): PreparedQuery {
  const editor = new Editor(soql);
  const { words, tokens } = editor;
  if (words.at(-1) === 'ROWS' && words.at(-2) === 'ALL') {
    throw new ApiError(400, 'MALFORMED_QUERY', 'ALL ROWS not allowed in this context');
  }
  const taken = tokens.find(({ text }) => text.toLowerCase() === neutralField);
  if (taken) throw queryError('INVALID_FIELD', soql, taken.offset, `No such column '${taken.text}'`);
  const depths = dropDoubledParentheses(editor);
  dropDoubledNots(editor);
  const aliases = readAliases(editor, depths);
  const having = words.includes('GROUP') ? takeHaving(editor, depths) : null;
  return { body: editor.slice(0), having, aliases };
}
