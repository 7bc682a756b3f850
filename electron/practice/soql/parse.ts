import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import { ApiError } from '../api-error.ts';
import { queryError } from './error-block.ts';
import { splitTokens } from './tokens.ts';

/** Longest query, in characters. Source: SOQL limits, "Maximum length of SOQL statements". */
const lengthLimit = 100_000;

/** A query that was read; `text` is kept for error messages. */
export interface ParsedQuery {
  readonly text: string;
  readonly query: Query;
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

function explainFailure(soql: string, error: unknown): ApiError {
  const unknownCharacter = /unexpected character: ->([\s\S])<- at offset: (\d+)/.exec(messageOf(error));
  if (unknownCharacter?.[1] !== undefined) {
    const offset = Number(unknownCharacter[2]);
    const lineStart = soql.lastIndexOf('\n', offset - 1) + 1;
    const line = soql.slice(0, offset).split('\n').length;
    const message =
      unknownCharacter[1] === "'"
        ? `line ${line}:${soql.length - lineStart} mismatched character '<EOF>' expecting '''`
        : `line ${line}:${offset - lineStart} no viable alternative at character '${unknownCharacter[1]}'`;
    return new ApiError(400, 'MALFORMED_QUERY', message);
  }
  const offset = findWrongToken(soql);
  const token = splitTokens(soql).find((candidate) => candidate.offset === offset)?.text ?? '<EOF>';
  return queryError('MALFORMED_QUERY', soql, offset, `unexpected token: '${token.slice(0, 100)}'`);
}

/** Reads a query. Throws ApiError 400 `MALFORMED_QUERY`, telling row and column of the place where it went wrong. */
export function parseSoql(soql: string): ParsedQuery {
  if (soql.trim() === '') throw new ApiError(400, 'MALFORMED_QUERY', 'A query string has to be specified');
  if (soql.length > lengthLimit) {
    throw new ApiError(400, 'MALFORMED_QUERY', `SOQL statements cannot be longer than ${lengthLimit} characters.`);
  }
  try {
    return { text: soql, query: parseQuery(soql) };
  } catch (error) {
    throw explainFailure(soql, error);
  }
}
