import type { Condition, ValueQueryCondition, WhereClause } from '@jetstreamapp/soql-parser-js';
import { queryError } from './error-block.ts';
import { neutralField } from './prepare.ts';
import { splitTokens } from './tokens.ts';

/** One comparison of a WHERE clause. */
export type Comparison = Exclude<Condition, { openParen: number; field?: never }> | ValueQueryCondition;

/** A WHERE clause as a tree; `and` of no parts always holds. */
export type ConditionTree =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly ConditionTree[] }
  | { readonly kind: 'not'; readonly part: ConditionTree }
  | { readonly kind: 'comparison'; readonly comparison: Comparison };

const always: ConditionTree = { kind: 'and', parts: [] };

type Mark = '(' | ')' | 'AND' | 'OR' | 'NOT' | { readonly comparison: Comparison };

function isComparison(left: object): left is Comparison {
  return 'field' in left || 'fn' in left;
}

/** The parser's linked list, which counts parentheses on its items, as a flat list of marks. */
function flatten(where: WhereClause): Mark[] {
  const marks: Mark[] = [];
  let clause: WhereClause | undefined = where;
  while (clause) {
    const left: WhereClause['left'] = clause.left;
    const operator = 'operator' in clause ? clause.operator : undefined;
    for (let count = left?.openParen ?? 0; count > 0; count -= 1) marks.push('(');
    if (left && isComparison(left)) {
      marks.push({ comparison: left });
      for (let count = left.closeParen ?? 0; count > 0; count -= 1) marks.push(')');
    }
    if (operator) marks.push(operator);
    clause = 'right' in clause ? clause.right : undefined;
  }
  return marks;
}

class TreeReader {
  readonly #marks: readonly Mark[];
  readonly #soql: string;
  #position = 0;

  constructor(marks: readonly Mark[], soql: string) {
    this.#marks = marks;
    this.#soql = soql;
  }

  /** Comparisons joined by AND, or by OR; the two are never mixed without parentheses. */
  readJoined(): ConditionTree {
    const first = this.#readOne();
    const joiner = this.#marks[this.#position];
    if (joiner !== 'AND' && joiner !== 'OR') return first;
    const parts = [first];
    while (this.#marks[this.#position] === joiner) {
      this.#position += 1;
      parts.push(this.#readOne());
    }
    const next = this.#marks[this.#position];
    if (next === 'AND' || next === 'OR') throw this.#unexpected(next);
    return { kind: joiner === 'AND' ? 'and' : 'or', parts };
  }

  #readOne(): ConditionTree {
    let negated = false;
    while (this.#marks[this.#position] === 'NOT') {
      negated = !negated;
      this.#position += 1;
    }
    const part = this.#readUnit();
    return negated ? { kind: 'not', part } : part;
  }

  #readUnit(): ConditionTree {
    const mark = this.#marks[this.#position];
    this.#position += 1;
    if (mark === '(') {
      const inner = this.readJoined();
      this.#position += 1;
      return inner;
    }
    if (typeof mark === 'object') {
      const { comparison } = mark;
      return 'field' in comparison && comparison.field === neutralField ? always : { kind: 'comparison', comparison };
    }
    throw this.#unexpected(mark ?? '<EOF>');
  }

  #unexpected(word: string): Error {
    const nth = this.#marks.slice(0, this.#position + 1).filter((mark) => mark === word).length;
    const places = splitTokens(this.#soql).filter((token) => token.text.toUpperCase() === word);
    return queryError('MALFORMED_QUERY', this.#soql, places[nth - 1]?.offset ?? 0, `unexpected token: '${word}'`);
  }
}

/**
 * Turns a parsed WHERE clause into a tree. Throws ApiError `MALFORMED_QUERY` where AND and OR are mixed without
 * parentheses, which SOQL refuses. NOT binds to the comparison or parenthesis right after it.
 */
export function buildConditionTree(where: WhereClause, soql: string): ConditionTree {
  return new TreeReader(flatten(where), soql).readJoined();
}
