import type { ParseError } from '@marcbachmann/cel-js';
import type { MillraceError } from '../../errors/index.ts';
import { limitError, type SourceSpan, syntaxError } from '../errors.ts';
import type { SourcePart } from './parse.ts';

const WORDS_FOR_OPERATORS: Record<string, string> = { and: '&&', or: '||', not: '!', AND: '&&', OR: '||', NOT: '!' };
const TOKEN_WORDS: Record<string, string> = {
  RPAREN: 'a closing “)”',
  RBRACKET: 'a closing “]”',
  RBRACE: 'a closing “}”',
  COLON: 'a “:”',
  IDENTIFIER: 'a name',
};

/** Turns the parser's error into ours: a plain sentence, a hint, and the place in the whole text. */
export function explainParseError(error: ParseError, part: SourcePart): MillraceError {
  const source = part.text.slice(part.start, part.end);
  // A node's range begins at its last part; its own start is where it stands.
  const start = Math.min(error.node?.start ?? error.range?.start ?? 0, source.length);
  const end = Math.min(Math.max(error.node?.end ?? error.range?.end ?? start, start), source.length);
  const span = { text: part.text, start: part.start + start, end: part.start + end };
  if (error.code === 'limit_exceeded') return limitError(source, describeLimit(error.summary));
  const found = source.slice(start, end).trim();
  return describe(error, span, found, source.slice(0, start));
}

function describe(error: ParseError, span: SourceSpan, found: string, before: string): MillraceError {
  switch (error.code) {
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
    case 'newline_in_string':
      return syntaxError(span, 'A text isn’t closed.', 'Put a quotation mark at its end.');
    case 'invalid_macro_argument':
      return syntaxError(
        span,
        'The first part must be a name for the item.',
        'Write it like this: Items.map(item, item.Price).',
      );
    case 'unexpected_character':
    case 'unexpected_token':
    case 'expected_token':
      return describeToken(error, span, found, before);
    default:
      if (error.code.includes('escape') || error.code.includes('unicode')) {
        return syntaxError(
          span,
          `“${found}” isn’t a known escape.`,
          'In texts, write \\\\ for a backslash, \\n for a new line, \\" for a quotation mark.',
        );
      }
      return syntaxError(span, `“${found}” isn’t a number.`, 'Write numbers like 12 or 0.5.');
  }
}

function describeToken(error: ParseError, span: SourceSpan, found: string, before: string): MillraceError {
  const expected = TOKEN_WORDS[/Expected (\w+)/.exec(error.summary)?.[1] ?? ''];
  if (found === '') {
    const problem = expected ? `The expression ends where ${expected} is missing.` : 'The expression ends too early.';
    return syntaxError(span, problem, expected ? `Add ${expected}.` : 'Write what comes after the last sign.');
  }
  return syntaxError(span, `“${found}” isn’t expected here.`, hint(found, before, expected));
}

function hint(found: string, before: string, expected: string | undefined): string {
  const first = found[0] ?? '';
  if (found === '=') return 'To compare, write “==”.';
  if (found === '&') return 'To ask for both, write “&&”.';
  if (found === '|') return 'To ask for either, write “||”.';
  if (found === ';') return 'Separate the parts of a function by commas.';
  if ('“”„«»‘’'.includes(first)) return 'Use straight quotation marks: " or \'.';
  const operator = WORDS_FOR_OPERATORS[found];
  if (operator) return `Write “${operator}” for “${found}”.`;
  if (/[^\x20-\x7e]|[$#@]/.test(first) || (/^\w/.test(found) && /\w\s+$/.test(before))) {
    return 'A field whose name isn’t one plain word is written record["Account Name"].';
  }
  if (/\.\s*$/.test(before)) return `Write it in brackets: ["${found}"].`;
  return expected ? `There, ${expected} is needed.` : 'Remove it, or write what is missing before it.';
}

function describeLimit(summary: string): string {
  if (summary.includes('maxDepth')) return '64 levels of nesting';
  if (summary.includes('maxCallArguments')) return '1,000 values for one function';
  return '5,000 parts of one list or map';
}
