import { MetadataError } from './metadata-error.ts';

/** A piece of a formula. `text` of a quoted piece is what stands between the quotes. */
export interface FormulaToken {
  readonly kind: 'name' | 'number' | 'text' | 'mark';
  readonly text: string;
}

const space = /\s+|\/\*[^*]*\*\//y;
const pieces = [
  ['text', /"([^"\\\n]*)"|'([^'\\\n]*)'/y],
  ['number', /\d{1,18}(?:\.\d{1,18})?/y],
  ['name', /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y],
  ['mark', /&&|\|\||<>|!=|==|<=|>=|[=<>!(),-]/y],
] as const;

/** Refuses a formula that the org cannot evaluate; the message says what of it. */
export function refuseFormula(why: string): MetadataError {
  const message = `The practice org cannot evaluate this formula: ${why}. It takes comparisons of fields with literals, TODAY(), ISBLANK, ISNULL, ISPICKVAL, CONTAINS, BEGINS, AND, OR and NOT.`;
  return new MetadataError('FIELD_INTEGRITY_EXCEPTION', message, ['errorConditionFormula']);
}

/** Splits a formula. Throws MetadataError for characters that have no place in one. */
export function splitFormula(formula: string): readonly FormulaToken[] {
  const tokens: FormulaToken[] = [];
  let offset = 0;
  while (offset < formula.length) {
    space.lastIndex = offset;
    if (space.test(formula)) {
      offset = space.lastIndex;
      continue;
    }
    let found = false;
    for (const [kind, pattern] of pieces) {
      pattern.lastIndex = offset;
      const match = pattern.exec(formula);
      if (!match) continue;
      tokens.push({ kind, text: kind === 'text' ? (match[1] ?? match[2] ?? '') : match[0] });
      offset = pattern.lastIndex;
      found = true;
      break;
    }
    if (!found) throw refuseFormula(`unexpected '${formula.slice(offset, offset + 20)}'`);
  }
  return tokens;
}
