import { ApiError } from '../api-error.ts';
import { queryError } from '../soql/error-block.ts';
import { type SoqlToken, splitTokens } from '../soql/tokens.ts';
import type { SearchGroup } from './match.ts';

/** What RETURNING asks for of one object. */
export interface ReturningClause {
  readonly object: string;
  /** The fields as written, separated by commas; null when none are named. */
  readonly fields: string | null;
  /** WHERE, ORDER BY, LIMIT and OFFSET as written; empty when there are none. */
  readonly clauses: string;
}

/** A search that was read. */
export interface ParsedSearch {
  /** What stands between the braces. */
  readonly find: string;
  readonly group: SearchGroup;
  /** Null without RETURNING: all objects that can be searched. */
  readonly returning: readonly ReturningClause[] | null;
  readonly limit: number | null;
}

/** Longest search, in characters; the same as for queries. */
const lengthLimit = 100_000;

const groups: ReadonlySet<string> = new Set(['ALL', 'NAME', 'EMAIL', 'PHONE', 'SIDEBAR']);
const clauseWords: ReadonlySet<string> = new Set(['WHERE', 'ORDER', 'LIMIT', 'OFFSET', 'USING']);

/** Where the braces that open at `start` close; -1 when they do not. A backslash takes the next character's meaning. */
function closingBrace(sosl: string, start: number): number {
  for (let position = start + 1; position < sosl.length; position += 1) {
    if (sosl[position] === '\\') position += 1;
    else if (sosl[position] === '}') return position;
  }
  return -1;
}

class SearchReader {
  readonly #sosl: string;
  readonly #tokens: readonly SoqlToken[];
  #position = 0;

  constructor(sosl: string, offset: number) {
    this.#sosl = sosl;
    this.#tokens = splitTokens(sosl.slice(offset)).map((token) => ({ ...token, offset: token.offset + offset }));
  }

  get #word(): string {
    return this.#tokens[this.#position]?.text.toUpperCase() ?? '';
  }

  unexpected(): ApiError {
    const token = this.#tokens[this.#position];
    const found = token?.text.slice(0, 100) ?? '<EOF>';
    return queryError(
      'MALFORMED_SEARCH',
      this.#sosl,
      token?.offset ?? this.#sosl.length,
      `unexpected token: '${found}'`,
    );
  }

  #takes(word: string): boolean {
    if (this.#word !== word) return false;
    this.#position += 1;
    return true;
  }

  #need(word: string): void {
    if (!this.#takes(word)) throw this.unexpected();
  }

  readGroup(): SearchGroup {
    if (!this.#takes('IN')) return 'ALL';
    const word = this.#word;
    if (!groups.has(word)) throw this.unexpected();
    this.#position += 1;
    this.#need('FIELDS');
    return word as SearchGroup;
  }

  readReturning(): readonly ReturningClause[] | null {
    if (!this.#takes('RETURNING')) return null;
    const clauses = [this.#readObject()];
    while (this.#takes(',')) clauses.push(this.#readObject());
    return clauses;
  }

  #readObject(): ReturningClause {
    const object = this.#tokens[this.#position]?.text ?? '';
    if (!/^[A-Za-z]\w*$/.test(object)) throw this.unexpected();
    this.#position += 1;
    if (!this.#takes('(')) return { object, fields: null, clauses: '' };
    const start = this.#position;
    let depth = 1;
    let clausesAt: number | null = null;
    for (; ; this.#position += 1) {
      const word = this.#word;
      if (word === '') throw this.unexpected();
      if (word === '(') depth += 1;
      else if (word === ')') depth -= 1;
      if (depth === 0) break;
      if (depth === 1 && clausesAt === null && clauseWords.has(word)) clausesAt = this.#position;
    }
    const text = (from: number, to: number) => this.#sosl.slice(this.#offset(from), this.#offset(to)).trim();
    const end = this.#position;
    if (start === (clausesAt ?? end)) throw this.unexpected();
    this.#position += 1;
    return { object, fields: text(start, clausesAt ?? end), clauses: clausesAt === null ? '' : text(clausesAt, end) };
  }

  #offset(index: number): number {
    return this.#tokens[index]?.offset ?? this.#sosl.length;
  }

  /** Reads what says nothing about which records are found: spelling corrections and statistics of articles. */
  skipHints(): void {
    while (this.#takes('WITH')) {
      this.#need('SPELL_CORRECTION');
      this.#need('=');
      if (!this.#takes('TRUE')) this.#need('FALSE');
    }
  }

  readLimit(): number | null {
    if (!this.#takes('LIMIT')) return null;
    const digits = this.#word;
    if (!/^\d{1,9}$/.test(digits)) throw this.unexpected();
    this.#position += 1;
    return Number(digits);
  }

  readEnd(): void {
    if (this.#takes('UPDATE') && !this.#takes('TRACKING')) this.#need('VIEWSTAT');
    if (this.#word !== '') throw this.unexpected();
  }
}

/**
 * Reads `FIND {…} IN … FIELDS RETURNING …(…) LIMIT n`. Throws ApiError 400 `MALFORMED_SEARCH` with the place where it
 * went wrong.
 */
export function parseSosl(sosl: string): ParsedSearch {
  if (sosl.trim() === '') throw new ApiError(400, 'MALFORMED_SEARCH', 'A search string has to be specified');
  if (sosl.length > lengthLimit) {
    throw new ApiError(400, 'MALFORMED_SEARCH', `SOSL statements cannot be longer than ${lengthLimit} characters.`);
  }
  const start = /^\s*FIND\s*\{/i.exec(sosl);
  if (!start) {
    const isFind = /^\s*FIND\b/i.test(sosl);
    if (!isFind) throw new SearchReader(sosl, 0).unexpected();
    throw noSearchTerm();
  }
  const end = closingBrace(sosl, start[0].length - 1);
  if (end === -1) throw noSearchTerm();
  const reader = new SearchReader(sosl, end + 1);
  const find = sosl.slice(start[0].length, end);
  const group = reader.readGroup();
  const returning = reader.readReturning();
  reader.skipHints();
  const limit = reader.readLimit();
  reader.readEnd();
  return { find, group, returning, limit };
}

function noSearchTerm(): ApiError {
  const message = 'No search term found. The search term must be enclosed in braces.';
  return new ApiError(400, 'MALFORMED_SEARCH', message);
}
