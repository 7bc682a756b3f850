import type { Json } from '../json/json.ts';
import type { CompileOptions } from './compile/compilation.ts';
import { rememberCompiled } from './compile-memo.ts';
import type { CompiledExpression } from './compiled.ts';
import { syntaxError } from './errors.ts';
import { type CompiledPart, compilePart } from './expression.ts';
import { EvaluationFrame } from './frame.ts';
import { scanExpression } from './language/scan.ts';
import { expressionLimits } from './limits.ts';
import type { EvaluationScope } from './scope.ts';
import { showValue } from './values.ts';

/** A compiled template. `constant` is its value when it holds no expression. */
export type CompiledTemplate = CompiledExpression & { readonly constant?: string };

/**
 * Compiles the text of a value field: `{{ expression }}` is worked out, `\{{` is a literal `{{`. A text that is exactly
 * one expression keeps that expression's type; mixed with text it becomes text, in which null is empty and lists and
 * maps are JSON.
 * @throws MillraceError EXPRESSION_SYNTAX, EXPRESSION_UNKNOWN_NAME or EXPRESSION_LIMIT, with the position in the text.
 */
export const compileTemplate: (text: string, options?: CompileOptions) => CompiledTemplate = rememberCompiled(
  (text, options) => {
    const pieces = splitTemplate(text).map((piece) =>
      typeof piece === 'string' ? piece : compilePart(piece, options),
    );
    const parts = pieces.filter((piece) => typeof piece !== 'string');
    const shared = {
      source: text,
      references: [...new Set(parts.flatMap((part) => [...part.references]))],
      parameters: [...new Set(parts.flatMap((part) => [...part.parameters]))],
    };
    const slots = Math.max(0, ...parts.map((part) => part.slots));
    const [only] = pieces;
    if (parts.length === 0) {
      const constant = pieces.join('');
      return { ...shared, constant, evaluate: () => constant };
    }
    if (pieces.length === 1 && only !== undefined && typeof only !== 'string') {
      return { ...shared, evaluate: (scope: EvaluationScope) => only.run(new EvaluationFrame(scope, text, slots)) };
    }
    return { ...shared, evaluate: (scope) => joinPieces(pieces, new EvaluationFrame(scope, text, slots)) };
  },
);

/** True when the text holds an expression. */
export function hasExpression(text: string): boolean {
  return /(?<!\\)\{\{/.test(text);
}

function joinPieces(pieces: readonly (string | CompiledPart)[], frame: EvaluationFrame): Json {
  let joined = '';
  for (const piece of pieces) {
    const text = typeof piece === 'string' ? piece : showValue(piece.run(frame), frame);
    frame.buildText(text.length);
    joined += text;
    if (joined.length > expressionLimits.resultCharacters) frame.exceed('10 MB of text');
  }
  return joined;
}

/** A literal part of a template, or the place of an expression between its signs. */
export type TemplatePiece = string | { text: string; start: number; end: number };

/**
 * The parts of a template in their order, for whoever joins them in another way than as text (a query's literals).
 * @throws MillraceError EXPRESSION_SYNTAX when a `{{` isn't closed.
 */
export function splitTemplate(text: string): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let literal = '';
  let position = 0;
  for (;;) {
    const open = text.indexOf('{{', position);
    if (open < 0) break;
    if (text[open - 1] === '\\' && open > position) {
      literal += `${text.slice(position, open - 1)}{{`;
      position = open + 2;
      continue;
    }
    literal += text.slice(position, open);
    if (literal !== '') pieces.push(literal);
    literal = '';
    const scan = scanExpression(text, open + 2, true);
    if (!scan.closed) {
      throw syntaxError(
        { text, start: open, end: open + 2 },
        'A “{{” isn’t closed.',
        'Put “}}” after the expression, or write “\\{{” for the two signs.',
      );
    }
    pieces.push({ text, start: open + 2, end: scan.end });
    position = scan.end + 2;
  }
  literal += text.slice(position);
  if (literal !== '') pieces.push(literal);
  return pieces;
}
