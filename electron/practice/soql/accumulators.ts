import type { FieldDefinition, Scalar } from '../schema/field.ts';
import { isAggregatable } from '../schema/field-abilities.ts';
import { comparable } from './operand.ts';

/** Sums up the values of one group. */
export interface Accumulator {
  add(value: Scalar): void;
  readonly result: Scalar;
}

class Count implements Accumulator {
  result = 0;

  add(value: Scalar): void {
    if (value !== null) this.result += 1;
  }
}

class CountDistinct implements Accumulator {
  readonly #seen = new Set<Scalar>();
  readonly #field: FieldDefinition;

  constructor(field: FieldDefinition) {
    this.#field = field;
  }

  add(value: Scalar): void {
    if (value !== null) this.#seen.add(comparable(this.#field, value));
  }

  get result(): Scalar {
    return this.#seen.size;
  }
}

class Sum implements Accumulator {
  readonly #scale: number;
  #sum = 0;
  #count = 0;

  constructor(field: FieldDefinition) {
    this.#scale = 10 ** field.scale;
  }

  add(value: Scalar): void {
    if (typeof value !== 'number') return;
    this.#sum += value;
    this.#count += 1;
  }

  get count(): number {
    return this.#count;
  }

  /** Rounded to the digits the field has, so that tenths add up as decimals do. */
  get result(): number | null {
    const rounded = Math.round(this.#sum * this.#scale) / this.#scale;
    return this.#count === 0 ? null : Number.isFinite(rounded) ? rounded : this.#sum;
  }
}

class Average implements Accumulator {
  readonly #sum: Sum;

  constructor(field: FieldDefinition) {
    this.#sum = new Sum(field);
  }

  add(value: Scalar): void {
    this.#sum.add(value);
  }

  get result(): Scalar {
    const { result, count } = this.#sum;
    return result === null ? null : result / count;
  }
}

class Extreme implements Accumulator {
  readonly #field: FieldDefinition;
  readonly #sign: 1 | -1;
  #best: Scalar = null;
  result: Scalar = null;

  constructor(field: FieldDefinition, sign: 1 | -1) {
    this.#field = field;
    this.#sign = sign;
  }

  add(value: Scalar): void {
    const found = comparable(this.#field, value);
    if (found === null) return;
    if (this.#best !== null && (this.#sign === 1 ? found <= this.#best : found >= this.#best)) return;
    this.#best = found;
    this.result = value;
  }
}

/** The aggregate functions. */
export type AggregateName = 'COUNT' | 'COUNT_DISTINCT' | 'SUM' | 'AVG' | 'MIN' | 'MAX';

const makers: Readonly<Record<AggregateName, (field: FieldDefinition) => Accumulator>> = {
  COUNT: () => new Count(),
  COUNT_DISTINCT: (field) => new CountDistinct(field),
  SUM: (field) => new Sum(field),
  AVG: (field) => new Average(field),
  MIN: (field) => new Extreme(field, -1),
  MAX: (field) => new Extreme(field, 1),
};

/** The aggregate function of that name in any case; null when it is none. */
export function readAggregateName(name: string): AggregateName | null {
  const upper = name.toUpperCase();
  return Object.hasOwn(makers, upper) ? (upper as AggregateName) : null;
}

/** A fresh accumulator of an aggregate function over a field: null counts for nothing; without values the sum is null. */
export function makeAccumulator(name: AggregateName, field: FieldDefinition): Accumulator {
  return makers[name](field);
}

/**
 * Whether an aggregate function takes values of a kind: sums and averages are of numbers, and several choices have
 * no order. Source: SOQL, "Support for Field Types in Aggregate Functions".
 */
export function takesType(name: AggregateName, field: FieldDefinition): boolean {
  const { type } = field;
  if (!isAggregatable(field) || type === 'multipicklist') return false;
  if (name !== 'SUM' && name !== 'AVG') return true;
  return type === 'int' || type === 'double' || type === 'currency' || type === 'percent';
}
