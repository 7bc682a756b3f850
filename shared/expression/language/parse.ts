import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import { limitError, syntaxError } from '../errors.ts';
import { expressionLimits } from '../limits.ts';
import { explainParseError } from './explain-parse-error.ts';
import { scanExpression } from './scan.ts';

/** One expression inside a text: all of it, or the part of a template between `{{` and `}}`. */
export type SourcePart = { text: string; start: number; end: number };

/** A parsed expression: the tree, whose offsets count from `part.start`. */
export type ParsedExpression = { part: SourcePart; root: ASTNode };

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: {
    maxAstNodes: expressionLimits.sourceCharacters,
    // The parser counts the whole expression as the first level.
    maxDepth: expressionLimits.depth + 1,
    maxListElements: 5_000,
    maxMapEntries: 5_000,
    maxCallArguments: 1_000,
  },
});

/**
 * Parses one expression with CEL's grammar, in which reserved words may be names.
 * @throws MillraceError EXPRESSION_SYNTAX with the position in `part.text`; EXPRESSION_LIMIT past a bound.
 */
export function parseExpression(part: SourcePart): ParsedExpression {
  const source = part.text.slice(part.start, part.end);
  if (source.length > expressionLimits.sourceCharacters) throw limitError(source, '10,000 characters');
  if (source.trim() === '') {
    throw syntaxError(part, 'The expression is empty.', 'Write an expression, such as a field’s name.');
  }
  try {
    return { part, root: environment.parse(hideReservedWords(source)).ast };
  } catch (error) {
    if (error instanceof ParseError) throw explainParseError(error, part);
    throw error;
  }
}

/** Puts a name of the same length in the place of every reserved word; readers take names from the original text. */
function hideReservedWords(source: string): string {
  let hidden = source;
  for (const { start, end } of scanExpression(source, 0, false).reserved) {
    hidden = hidden.slice(0, start) + '_'.repeat(end - start) + hidden.slice(end);
  }
  return hidden;
}
