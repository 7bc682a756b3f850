import { MillraceError } from '../../../shared/errors/index.ts';
import { compileTemplate, type EvaluationScope, splitTemplate } from '../../../shared/expression/index.ts';
import type { Json } from '../../../shared/json/json.ts';

/** A query whose values are put in anew for each record. */
export type BoundQuery = { evaluate(scope: EvaluationScope): string };

type Piece = string | { quoted: boolean; evaluate(scope: EvaluationScope): Json };

/**
 * Compiles a query in which `{{ expression }}` stands for a value. A value never becomes part of the query's own text
 * (S33): between quotes it is escaped, elsewhere it becomes a literal of its type: text in quotes, dates and times in
 * ISO 8601 bare, a list as `('a', 'b')` for IN.
 * @throws MillraceError EXPRESSION_…; SETTING_WRONG when the query is nothing but a value.
 */
export function bindSoql(template: string, parameters: readonly string[]): BoundQuery {
  let quoted = false;
  const pieces: Piece[] = splitTemplate(template).map((piece) => {
    if (typeof piece === 'string') {
      quoted = endsQuoted(piece, quoted);
      return piece;
    }
    const { evaluate } = compileTemplate(`{{${piece.text.slice(piece.start, piece.end)}}}`, { parameters });
    return { quoted, evaluate };
  });
  if (pieces.every((piece) => typeof piece !== 'string' || piece.trim() === '')) {
    const detail =
      'Write the query out and put values into it, such as SELECT Id FROM Contact WHERE Email = {{ Email }}.';
    throw new MillraceError('SETTING_WRONG', { label: 'Query', field: 'salesforceQuery', detail });
  }
  return {
    evaluate: (scope) =>
      pieces
        .map((piece) => {
          if (typeof piece === 'string') return piece;
          const value = piece.evaluate(scope);
          return piece.quoted ? writeInQuotes(value) : writeLiteral(value);
        })
        .join(''),
  };
}

/** Whether the text after `literal` stands between quotes. */
function endsQuoted(literal: string, quotedBefore: boolean): boolean {
  let quoted = quotedBefore;
  for (let index = 0; index < literal.length; index++) {
    if (literal[index] === '\\' && quoted) index++;
    else if (literal[index] === "'") quoted = !quoted;
  }
  return quoted;
}

function writeInQuotes(value: Json): string {
  if (value === null) return '';
  if (typeof value === 'object') throw unfit('A list or map can’t stand between quotes.');
  return escapeText(String(value));
}

const isoDate = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const isoTime =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/;

function writeLiteral(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'string') return isoDate.test(value) || isoTime.test(value) ? value : `'${escapeText(value)}'`;
  if (!Array.isArray(value)) throw unfit('A map can’t stand in a query.');
  if (value.length === 0) throw unfit('An empty list can’t stand in a query.');
  return `(${value.map((entry) => (Array.isArray(entry) ? unfitList() : writeLiteral(entry))).join(', ')})`;
}

/** SOQL knows no exponents. */
function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw unfit('It isn’t a finite number.');
  const text = String(value);
  return text.includes('e') ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 }) : text;
}

const escapes: Record<string, string> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

/** Salesforce's escapes of text in quotes (SOQL and SOSL Reference, “Quoted String Escape Sequences”). */
function escapeText(text: string): string {
  return text.replace(/[\\'"\n\r\t\b\f]/g, (character) => escapes[character] ?? character);
}

function unfitList(): never {
  throw unfit('A list of lists can’t stand in a query.');
}

function unfit(detail: string): MillraceError {
  return new MillraceError('INVALID_INPUT', { field: 'Query', key: 'salesforceQuery', detail });
}
