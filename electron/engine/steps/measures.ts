import { compareOrderKeys, type OrderKey, orderKeyOf } from '../../../shared/expression/index.ts';
import type { Json } from '../../../shared/json/json.ts';
import { estimateBytes } from '../spill/estimate-bytes.ts';
import { DecimalSum } from './decimal-sum.ts';
import { ListSize } from './largest-list.ts';

/** What a measure may work out of the values of a group. */
export const measureFunctions = ['count', 'sum', 'avg', 'min', 'max', 'first', 'last', 'list'] as const;
export type MeasureFunction = (typeof measureFunctions)[number];

/** One measure of one group. */
export type Measure = {
  /** Takes the value of the next record; gives by how many bytes it grew. Throws LIST_TOO_LARGE for a list. */
  add(value: Json): number;
  result(): Json;
};

/** True for what can be added up: a number, or a text that spells one. What is empty counts as nothing. */
export function isAddable(value: Json): boolean {
  if (typeof value === 'number') return true;
  const key = orderKeyOf(value);
  return key === undefined || key.rank === 0;
}

/** About how many bytes a measure holds before it took anything. */
export const MEASURE_BYTES = 96;

/**
 * A measure of a new group. `count` counts values that aren't empty; `sum` and `avg` leave those out, `avg` of none is
 * null; `min` and `max` go by `OrderKey`; `first`, `last` and `list` take every value as it is. `step` is the name of the
 * step, for what it says.
 */
export function createMeasure(name: MeasureFunction, step: string): Measure {
  switch (name) {
    case 'count':
      return new Count();
    case 'sum':
      return new Sum();
    case 'avg':
      return new Average();
    case 'min':
      return new Extreme(-1);
    case 'max':
      return new Extreme(1);
    case 'first':
      return new First();
    case 'last':
      return new Last();
    case 'list':
      return new List(step);
  }
}

// Classes, since there is one of them for each measure of each group: closures would take several times the memory.

class Count implements Measure {
  #count = 0;

  add(value: Json): number {
    if (value !== null && value !== '') this.#count += 1;
    return 0;
  }

  result(): Json {
    return this.#count;
  }
}

class Sum implements Measure {
  readonly sum = new DecimalSum();

  add(value: Json): number {
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) this.sum.add(value);
    return 0;
  }

  result(): Json {
    return this.sum.value();
  }
}

class Average implements Measure {
  readonly #sum = new Sum();
  readonly #count = new Count();

  add(value: Json): number {
    this.#count.add(value);
    return this.#sum.add(value);
  }

  result(): Json {
    const count = Number(this.#count.result());
    return count === 0 ? null : this.#sum.sum.value() / count;
  }
}

/** Keeps the smallest (-1) or largest (1) value, the first of equal ones. */
class Extreme implements Measure {
  readonly #sign: 1 | -1;
  #key: OrderKey | undefined;
  #value: Json = null;

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  add(value: Json): number {
    const key = orderKeyOf(value);
    if (key && (!this.#key || compareOrderKeys(key, this.#key) * this.#sign > 0)) {
      this.#key = key;
      this.#value = value;
    }
    return 0;
  }

  result(): Json {
    return this.#value;
  }
}

class First implements Measure {
  #value: Json | undefined;

  add(value: Json): number {
    if (this.#value === undefined) this.#value = value;
    return 0;
  }

  result(): Json {
    return this.#value ?? null;
  }
}

class Last implements Measure {
  #value: Json = null;

  add(value: Json): number {
    this.#value = value;
    return 0;
  }

  result(): Json {
    return this.#value;
  }
}

class List implements Measure {
  readonly #values: Json[] = [];
  readonly #size: ListSize;

  constructor(step: string) {
    this.#size = new ListSize(step);
  }

  add(value: Json): number {
    const bytes = 8 + estimateBytes(value);
    this.#size.grow(bytes);
    this.#values.push(value);
    return bytes;
  }

  result(): Json {
    return this.#values;
  }
}
