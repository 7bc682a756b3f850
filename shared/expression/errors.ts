import { type ErrorData, MillraceError } from '../errors/index.ts';

/** A stretch of an expression's text: where in `text` it begins (`start`) and ends (`end`, exclusive), in characters. */
export type SourceSpan = { readonly text: string; readonly start: number; readonly end: number };

/** Where a span is, as a person counts: lines and columns from 1, `offset` from 0, all in characters. */
export type SourcePosition = { offset: number; line: number; column: number; length: number };

const EXCERPT_CHARACTERS = 200;

/** The position of a span, for a message or an underline. */
export function locateSpan(span: SourceSpan): SourcePosition {
  const before = span.text.slice(0, span.start);
  const lineStart = before.lastIndexOf('\n') + 1;
  return {
    offset: span.start,
    line: before.split('\n').length,
    column: span.start - lineStart + 1,
    length: Math.max(span.end - span.start, 0),
  };
}

/** The part of a source text that fits into a message. */
export function excerptSource(text: string): string {
  return text.length > EXCERPT_CHARACTERS ? `${text.slice(0, EXCERPT_CHARACTERS)}…` : text;
}

function locatedData(span: SourceSpan, data: ErrorData): ErrorData {
  return { ...data, source: excerptSource(span.text), ...locateSpan(span) };
}

/** The text can't be read as an expression. `suggestion` is the whole sentence that tells how to mend it. */
export function syntaxError(span: SourceSpan, problem: string, suggestion: string): MillraceError {
  return new MillraceError('EXPRESSION_SYNTAX', locatedData(span, { problem, suggestion }));
}

/** A name that means nothing here. `kind` is the word for it in a sentence: function, field, detail of a run. */
export function unknownNameError(span: SourceSpan, kind: string, name: string, suggestion: string): MillraceError {
  return new MillraceError('EXPRESSION_UNKNOWN_NAME', locatedData(span, { kind, name, suggestion }));
}

/** A value of a kind that the operator or function can't work with. */
export function typeError(span: SourceSpan, problem: string, suggestion: string): MillraceError {
  return new MillraceError('EXPRESSION_TYPE', locatedData(span, { problem, suggestion }));
}

/** A function that can't do its work with the values it got. */
export function functionError(span: SourceSpan, name: string, problem: string, suggestion: string): MillraceError {
  return new MillraceError('EXPRESSION_FUNCTION', locatedData(span, { function: name, problem, suggestion }));
}

/** An expression past one of `expressionLimits`; `limit` names the bound in words. */
export function limitError(text: string, limit: string): MillraceError {
  return new MillraceError('EXPRESSION_LIMIT', { limit, source: excerptSource(text) });
}
