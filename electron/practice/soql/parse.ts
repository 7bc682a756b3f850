import { parseQuery, type Query, type WhereClause } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../api-error.ts';
import { queryError } from './error-block.ts';
import { type PreparedText, prepareQuery } from './prepare.ts';
import { splitTokens } from './tokens.ts';

/** Longest query, in characters. Source: SOQL limits, "Maximum length of SOQL statements". */
const lengthLimit = 100_000;

/** A query that was read; `text` is kept for error messages. */
export interface ParsedQuery {
  readonly text: string;
  readonly query: Query;
  /** The condition of HAVING; `query.having` is not used. */
  readonly having: WhereClause | undefined;
  /** Aliases in lower case with the path each stands for; the empty path is the queried object. */
  readonly aliases: ReadonlyMap<string, string>;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function failsAtEnd(soql: string): boolean {
  try {
    parseQuery(soql);
    return true;
  } catch (error) {
    return /found(?::|\s+-->)\s*''/.test(messageOf(error));
  }
}

/** The offset of the first token that makes the query wrong: everything before it could still become a query. */
function findWrongToken(soql: string): number {
  const tokens = splitTokens(soql);
  let viable = 0;
  let wrong = tokens.length;
  while (viable < wrong) {
    const middle = viable + Math.ceil((wrong - viable) / 2);
    const last = tokens[middle - 1];
    if (last && failsAtEnd(soql.slice(0, last.offset + last.text.length))) viable = middle;
    else wrong = middle - 1;
  }
  return tokens[viable]?.offset ?? soql.length;
}

function explainUnknownCharacter(soql: string, character: string, offset: number): ApiError {
  const lineStart = soql.lastIndexOf('\n', offset - 1) + 1;
  const line = soql.slice(0, offset).split('\n').length;
  if (character !== "'") {
    const message = `line ${line}:${offset - lineStart} no viable alternative at character '${character}'`;
    return new ApiError(400, 'MALFORMED_QUERY', message);
  }
  const end = /[\r\n]/.exec(soql.slice(offset))?.index;
  const column = (end === undefined ? soql.length : offset + end) - lineStart;
  const found = end === undefined ? '<EOF>' : '\\n';
  return new ApiError(400, 'MALFORMED_QUERY', `line ${line}:${column} mismatched character '${found}' expecting '''`);
}

/** The parser's complaint about a character no query has, with its place; null when it has none. */
function findUnknownCharacter(text: string): RegExpExecArray | null {
  try {
    parseQuery(text);
    return null;
  } catch (error) {
    return /unexpected character: ->([\s\S])<- at offset: (\d+)/.exec(messageOf(error));
  }
}

/** What is wrong with a text the parser refused; `soql` is the query it was made from, place for place. */
function explainFailure(soql: string, text: string, error: unknown): ApiError {
  if (error instanceof RangeError) {
    const message = 'Query is either selecting too many fields or the filter conditions are too complicated.';
    return new ApiError(400, 'QUERY_TOO_COMPLICATED', message);
  }
  const unknownCharacter = findUnknownCharacter(text);
  if (unknownCharacter?.[1] !== undefined) {
    return explainUnknownCharacter(soql, unknownCharacter[1], Number(unknownCharacter[2]));
  }
  const offset = findWrongToken(text);
  const token = splitTokens(soql).find((candidate) => candidate.offset === offset)?.text ?? '<EOF>';
  return queryError('MALFORMED_QUERY', soql, offset, `unexpected token: '${token.slice(0, 100)}'`);
}

function parse(soql: string, { placed, parseable }: PreparedText): Query {
  try {
    return parseQuery(parseable);
  } catch (error) {
    throw explainFailure(soql, placed, error);
  }
}

/**
 * Reads a query. Throws ApiError 400 `MALFORMED_QUERY`, telling row and column of the place where it went wrong, and
 * `QUERY_TOO_COMPLICATED` for one that is nested too deep.
 */
export function parseSoql(soql: string): ParsedQuery {
  if (soql.trim() === '') throw new ApiError(400, 'MALFORMED_QUERY', 'A query string has to be specified');
  if (soql.length > lengthLimit) {
    throw new ApiError(400, 'MALFORMED_QUERY', `SOQL statements cannot be longer than ${lengthLimit} characters.`);
  }
  const prepared = prepareQuery(soql);
  const query = parse(soql, prepared.body);
  const having = prepared.having ? parse(soql, prepared.having).where : undefined;
  const aliases = new Map(prepared.aliases);
  if (query.sObjectAlias) aliases.set(query.sObjectAlias.toLowerCase(), '');
  return { text: soql, query, having, aliases };
}
