import { limitError } from '../errors.ts';
import { expressionLimits } from '../limits.ts';

/** Words of CEL's grammar that can't be names there; here they can (`if` is a function, `package` may be a column). */
const RESERVED_WORDS = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'
    .split(' ')
    .concat('__proto__', 'prototype'),
);

/**
 * What a scan found: where the expression ends (at its `}}` inside a template, else the end of the text), whether that
 * `}}` was there, and where reserved words are used as names.
 */
export type Scan = { end: number; closed: boolean; reserved: { start: number; end: number }[] };

/**
 * Walks over an expression's tokens without understanding them: enough to know where it ends inside a template and
 * how deeply brackets and signs are nested, before the recursive parser sees it.
 * @throws MillraceError EXPRESSION_LIMIT when nested past the bound.
 */
export function scanExpression(text: string, start: number, inTemplate: boolean): Scan {
  const reserved: Scan['reserved'] = [];
  const brackets: { kind: string; cost: number }[] = [];
  let depth = 0;
  let signs = 0;
  let afterValue = false;
  let afterDot = false;
  let position = start;
  while (position < text.length) {
    const character = text[position] ?? '';
    const tokenStart = position;
    if (isBlank(character)) {
      position++;
      continue;
    }
    if (text.startsWith('//', position)) {
      const lineEnd = text.indexOf('\n', position);
      const close = inTemplate ? text.indexOf('}}', position) : -1;
      position = nearest(lineEnd, close, text.length);
      continue;
    }
    const stringEnd = skipString(text, position);
    if (stringEnd > position) {
      position = stringEnd;
      afterValue = true;
    } else if (isNameCharacter(character)) {
      while (position < text.length && isNameCharacter(text[position] ?? '')) position++;
      if (!afterDot && RESERVED_WORDS.has(text.slice(tokenStart, position))) {
        reserved.push({ start: tokenStart, end: position });
      }
      afterValue = text.slice(tokenStart, position) !== 'in';
    } else if (character === '}' && inTemplate && text[position + 1] === '}' && brackets.at(-1)?.kind !== '{') {
      return { end: position, closed: true, reserved };
    } else {
      position++;
      if (character === '(' || character === '[' || character === '{') {
        brackets.push({ kind: character, cost: signs + 1 });
        depth += signs + 1;
        afterValue = false;
      } else if (character === ')' || character === ']' || character === '}') {
        depth -= brackets.pop()?.cost ?? 0;
        afterValue = true;
      } else {
        if (!afterValue && (character === '!' || character === '-')) signs++;
        else signs = 0;
        if (depth + signs > expressionLimits.depth)
          throw limitError(text, `${expressionLimits.depth} levels of nesting`);
        afterDot = character === '.';
        afterValue = false;
        continue;
      }
      if (depth > expressionLimits.depth) throw limitError(text, `${expressionLimits.depth} levels of nesting`);
    }
    signs = 0;
    afterDot = false;
  }
  return { end: text.length, closed: false, reserved };
}

/** The end of the string literal that begins at `position`, prefix included; `position` itself when none does. */
function skipString(text: string, position: number): number {
  const prefixed = /[rRbB]/.test(text[position] ?? '');
  const quoteAt = prefixed ? position + 1 : position;
  const quote = text[quoteAt];
  if (quote !== '"' && quote !== "'") return position;
  const triple = text[quoteAt + 1] === quote && text[quoteAt + 2] === quote;
  const closing = triple ? quote.repeat(3) : quote;
  let at = quoteAt + closing.length;
  while (at < text.length && !text.startsWith(closing, at)) {
    if (!triple && text[at] === '\n') return at;
    at += text[at] === '\\' ? 2 : 1;
  }
  return Math.min(at + closing.length, text.length);
}

function nearest(a: number, b: number, otherwise: number): number {
  return Math.min(a < 0 ? otherwise : a, b < 0 ? otherwise : b);
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

function isNameCharacter(character: string): boolean {
  return (
    (character >= 'a' && character <= 'z') ||
    (character >= 'A' && character <= 'Z') ||
    (character >= '0' && character <= '9') ||
    character === '_'
  );
}
