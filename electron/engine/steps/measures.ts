import { compareOrderKeys, type OrderKey, orderKeyOf } from '../../../shared/expression/index.ts';
import type { Json } from '../../../shared/json/json.ts';
import { estimateBytes } from '../spill/estimate-bytes.ts';
import { DecimalSum } from './decimal-sum.ts';

/** What a measure may work out of the values of a group. */
export const measureFunctions = ['count', 'sum', 'avg', 'min', 'max', 'first', 'last', 'list'] as const;
export type MeasureFunction = (typeof measureFunctions)[number];

/** One measure of one group. */
export type Measure = {
  /** Takes the value of the next record; gives by how many bytes it grew. Never throws for a value that `check` took. */
  add(value: Json): number;
  result(): Json;
};

/** True for what can be added up: a number, or a text that spells one. What is empty counts as nothing. */
export function isAddable(value: Json): boolean {
  const key = orderKeyOf(value);
  return key === undefined || key.rank === 0;
}

/** About how many bytes a measure holds before it took anything. */
export const MEASURE_BYTES = 160;

/**
 * A measure of a new group. `count` counts values that aren't empty; `sum` and `avg` leave those out, `avg` of none is
 * null; `min` and `max` go by `OrderKey`; `first`, `last` and `list` take every value as it is.
 */
export function createMeasure(name: MeasureFunction): Measure {
  switch (name) {
    case 'count':
      return countValues();
    case 'sum':
      return addUp((sum) => sum.value());
    case 'avg':
      return addUp((sum, count) => (count === 0 ? null : sum.value() / count));
    case 'min':
      return keepExtreme(-1);
    case 'max':
      return keepExtreme(1);
    case 'first':
      return keepOne((seen) => !seen);
    case 'last':
      return keepOne(() => true);
    case 'list':
      return keepAll();
  }
}

function countValues(): Measure {
  let count = 0;
  return {
    add(value) {
      if (value !== null && value !== '') count += 1;
      return 0;
    },
    result: () => count,
  };
}

function addUp(finish: (sum: DecimalSum, count: number) => Json): Measure {
  const sum = new DecimalSum();
  let count = 0;
  return {
    add(value) {
      if (typeof value === 'number' || (typeof value === 'string' && value !== '')) {
        sum.add(value);
        count += 1;
      }
      return 0;
    },
    result: () => finish(sum, count),
  };
}

/** Keeps the smallest (-1) or largest (1) value, the first of equal ones. */
function keepExtreme(sign: 1 | -1): Measure {
  let best: { key: OrderKey; value: Json } | undefined;
  return {
    add(value) {
      const key = orderKeyOf(value);
      if (key && (!best || compareOrderKeys(key, best.key) * sign > 0)) best = { key, value };
      return 0;
    },
    result: () => best?.value ?? null,
  };
}

function keepOne(takes: (seen: boolean) => boolean): Measure {
  let kept: Json = null;
  let seen = false;
  return {
    add(value) {
      if (takes(seen)) kept = value;
      seen = true;
      return 0;
    },
    result: () => kept,
  };
}

function keepAll(): Measure {
  const values: Json[] = [];
  return {
    add(value) {
      values.push(value);
      return 8 + estimateBytes(value);
    },
    result: () => values,
  };
}
