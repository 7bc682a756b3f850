import { type FormulaToken, refuseFormula, splitFormula } from './formula-tokens.ts';

/** Deepest nesting of a formula. */
const depthLimit = 40;

const comparisons: Readonly<Record<string, string>> = {
  '=': '=',
  '==': '=',
  '<>': '!=',
  '!=': '!=',
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
};

const mirrored: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

/** One side of a comparison: a field, or a value as SOQL writes it. */
interface Side {
  readonly isField: boolean;
  readonly text: string;
}

/** A text as SOQL writes it. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}

/** A text inside LIKE, where `%` and `_` would stand for other text. */
function quoteLike(text: string, before: string, after: string): string {
  const literal = text.replace(/[\\%_']/g, (character) => `\\${character}`);
  return `'${before}${literal}${after}'`;
}

/** Reads a formula from left to right, writing the same condition as a SOQL WHERE clause. */
class FormulaReader {
  readonly #tokens: readonly FormulaToken[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly FormulaToken[]) {
    this.#tokens = tokens;
  }

  #peek(ahead = 0): FormulaToken | undefined {
    return this.#tokens[this.#at + ahead];
  }

  #takes(mark: string): boolean {
    const token = this.#peek();
    const same =
      token?.kind === 'mark' ? token.text === mark : token?.kind === 'name' && token.text.toUpperCase() === mark;
    if (same) this.#at += 1;
    return same;
  }

  #need(mark: string): void {
    if (!this.#takes(mark)) throw refuseFormula(`'${mark}' expected before '${this.#peek()?.text ?? 'the end'}'`);
  }

  /** The whole formula. */
  readAll(): string {
    const condition = this.#readOr();
    const rest = this.#peek();
    if (rest) throw refuseFormula(`unexpected '${rest.text.slice(0, 40)}'`);
    return condition;
  }

  #readOr(): string {
    const parts = [this.#readAnd()];
    while (this.#takes('||') || this.#takes('OR')) parts.push(this.#readAnd());
    return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' OR ')})`;
  }

  #readAnd(): string {
    const parts = [this.#readNested()];
    while (this.#takes('&&') || this.#takes('AND')) parts.push(this.#readNested());
    return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' AND ')})`;
  }

  /** All nesting passes through here, so the depth is bounded. */
  #readNested(): string {
    this.#depth += 1;
    if (this.#depth > depthLimit) throw refuseFormula('it is nested too deeply');
    const condition = this.#readOne();
    this.#depth -= 1;
    return condition;
  }

  #readOne(): string {
    const token = this.#peek();
    if (this.#takes('!')) return `(NOT ${this.#readNested()})`;
    if (token?.kind === 'name' && this.#peek(1)?.text === '(' && this.#peek(1)?.kind === 'mark') {
      const condition = this.#readCall(token.text.toUpperCase());
      if (condition !== null) return condition;
    } else if (this.#takes('NOT')) return `(NOT ${this.#readNested()})`;
    else if (token?.kind === 'mark' && token.text === '(') {
      this.#at += 1;
      const inner = this.#readOr();
      this.#need(')');
      return inner;
    }
    return this.#readComparison();
  }

  /** A function that is a condition; null for one that is a value. */
  #readCall(name: string): string | null {
    switch (name) {
      case 'AND':
      case 'OR':
        return `(${this.#readConditions().join(` ${name} `)})`;
      case 'NOT': {
        const [inner, ...others] = this.#readConditions();
        if (inner === undefined || others.length > 0) throw refuseFormula('NOT takes one condition');
        return `(NOT ${inner})`;
      }
      case 'ISBLANK':
      case 'ISNULL':
        return `${this.#readArguments(1)[0]} = null`;
      case 'ISPICKVAL': {
        const [field, value = ''] = this.#readArguments(2);
        return value === '' ? `${field} = null` : `${field} = ${quote(value)}`;
      }
      case 'CONTAINS': {
        const [field, value = ''] = this.#readArguments(2);
        return `${field} LIKE ${quoteLike(value, '%', '%')}`;
      }
      case 'BEGINS': {
        const [field, value = ''] = this.#readArguments(2);
        return `${field} LIKE ${quoteLike(value, '', '%')}`;
      }
      default:
        return null;
    }
  }

  #readConditions(): readonly string[] {
    this.#at += 2;
    const conditions = [this.#readOr()];
    while (this.#takes(',')) conditions.push(this.#readOr());
    this.#need(')');
    return conditions;
  }

  /** The arguments of a function about one field: the field, then a text where there are two. */
  #readArguments(count: 1 | 2): readonly string[] {
    this.#at += 2;
    const field = this.#peek();
    if (field?.kind !== 'name' || this.#peek(1)?.text === '(') throw refuseFormula('a function needs a field first');
    this.#at += 1;
    const read = [field.text];
    if (count === 2) {
      this.#need(',');
      const value = this.#peek();
      if (value?.kind !== 'text') throw refuseFormula('a function needs a text in quotes');
      this.#at += 1;
      read.push(value.text);
    }
    this.#need(')');
    return read;
  }

  #readComparison(): string {
    const left = this.#readSide();
    const token = this.#peek();
    const operator = token?.kind === 'mark' ? comparisons[token.text] : undefined;
    if (operator === undefined) {
      if (!left.isField) throw refuseFormula(`${left.text.slice(0, 40)} is no condition`);
      return `${left.text} = true`;
    }
    this.#at += 1;
    const right = this.#readSide();
    if (left.isField === right.isField) throw refuseFormula('a comparison needs one field and one literal');
    if (left.isField) return `${left.text} ${operator} ${right.text}`;
    return `${right.text} ${mirrored[operator] ?? operator} ${left.text}`;
  }

  #readSide(): Side {
    const negative = this.#takes('-');
    const token = this.#peek();
    if (!token) throw refuseFormula('it ends too early');
    this.#at += 1;
    if (token.kind === 'number') return { isField: false, text: negative ? `-${token.text}` : token.text };
    if (negative) throw refuseFormula("'-' stands before something that is no number");
    if (token.kind === 'text') return { isField: false, text: token.text === '' ? 'null' : quote(token.text) };
    const word = token.text.toUpperCase();
    if (token.kind === 'name' && ['TRUE', 'FALSE', 'NULL'].includes(word)) {
      return { isField: false, text: word.toLowerCase() };
    }
    if (word === 'TODAY' && this.#takes('(')) {
      this.#need(')');
      return { isField: false, text: 'TODAY' };
    }
    if (token.kind === 'name' && this.#peek()?.text !== '(') return { isField: true, text: token.text };
    throw refuseFormula(`${token.text.slice(0, 40)} is not among what it knows`);
  }
}

/**
 * The condition of a validation rule as a SOQL WHERE clause. Throws MetadataError when the formula holds something that
 * a WHERE clause cannot say.
 */
export function formulaToSoql(formula: string): string {
  return new FormulaReader(splitFormula(formula)).readAll();
}
