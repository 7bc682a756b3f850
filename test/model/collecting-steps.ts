import { fieldNameOf } from '../../shared/expression/index.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import {
  type Arrived,
  codeOf,
  type Made,
  ModelFailure,
  outcome,
  type StepContext,
  type StepModel,
  type StepOutcome,
} from './model-record.ts';
import { addUp, compareValues, isEmptyValue, isSame, numberIn } from './naive-values.ts';
import { entries, formula } from './pure-steps.ts';

/** A received record with what the step reads of it, at its place. */
type Row<Read> = Arrived & { place: number; read: Read };

/** Reads every record; those that can't be read fail. `results` makes what comes out of the others. */
function collected<Read>(
  taken: readonly Arrived[],
  read: (record: Arrived) => Read,
  results: (rows: Row<Read>[], result: StepOutcome) => Made[],
): StepOutcome {
  const result = outcome(['out']);
  const rows: Row<Read>[] = [];
  for (const [place, record] of taken.entries()) {
    try {
      rows.push({ ...record, place, read: read(record) });
    } catch (thrown) {
      result.failed.set(place, codeOf(thrown));
    }
  }
  result.outputs.set('out', results(rows, result));
  return result;
}

const sort: StepModel = (context, taken) => {
  const keys = entries(context.settings.by).map(({ value, order }) => ({
    keyOf: formula(context, value),
    sign: (order ?? context.settings.order) === 'descending' ? -1 : 1,
  }));
  return collected(
    taken,
    ({ fields }) => keys.map(({ keyOf }) => keyOf(fields)),
    (rows) => {
      const compare = (a: Row<Json[]>, b: Row<Json[]>) => {
        for (const [index, { sign }] of keys.entries()) {
          const left = a.read[index] ?? null;
          const right = b.read[index] ?? null;
          if (isEmptyValue(left) || isEmptyValue(right)) {
            if (isEmptyValue(left) && isEmptyValue(right)) continue;
            return isEmptyValue(left) ? 1 : -1;
          }
          const difference = compareValues(left, right);
          if (difference !== 0) return sign * difference;
        }
        return a.place - b.place;
      };
      return rows.sort(compare).map(({ fields, members, place }) => ({ fields, members, parents: [place] }));
    },
  );
};

const join: StepModel = (context, taken) => {
  const { settings, step } = context;
  const keys = [formula(context, settings.leftKey), formula(context, settings.rightKey)];
  // A number finds a text that spells it the same way; lists and maps find what holds the same.
  const finds = (a: Json, b: Json) => {
    if (isEmptyValue(a) || isEmptyValue(b)) return false;
    return typeof a === 'object' || typeof b === 'object' ? isSame(a, b) : String(a) === String(b);
  };
  return collected(
    taken,
    ({ fields, input }) => keys[input]?.(fields) ?? null,
    (rows, result) => {
      const left = rows.filter(({ input }) => input === 0);
      const right = rows.filter(({ input }) => input === 1);
      const made: Made[] = [];
      const found = new Set<number>();
      for (const one of left) {
        const others = right.filter(({ read }) => finds(one.read, read));
        for (const other of others) {
          found.add(other.place);
          const fields = { ...one.fields, [step.id]: other.fields };
          made.push({ fields, members: one.members, parents: [one.place, other.place] });
        }
        if (others.length > 0) continue;
        if (settings.type === 'inner' || settings.type === undefined) result.filtered += 1;
        else made.push({ fields: { ...one.fields, [step.id]: null }, members: one.members, parents: [one.place] });
      }
      for (const { place, fields, members } of right.filter((row) => !found.has(row.place))) {
        if (settings.type === 'full') made.push({ fields: { [step.id]: fields }, members, parents: [place] });
        else result.filtered += 1;
      }
      return made;
    },
  );
};

const measures: Record<string, (values: Json[]) => Json> = {
  count: (values) => values.filter((value) => !isEmptyValue(value)).length,
  sum: (values) => addUp(values.filter((value) => !isEmptyValue(value))),
  avg(values) {
    const filled = values.filter((value) => !isEmptyValue(value));
    return filled.length === 0 ? null : addUp(filled) / filled.length;
  },
  min: (values) => extreme(values, -1),
  max: (values) => extreme(values, 1),
  first: ([first = null]) => first,
  last: (values) => values.at(-1) ?? null,
  list: (values) => values,
};

function extreme(values: Json[], sign: number): Json {
  let best: Json = null;
  for (const value of values) {
    if (isEmptyValue(value)) continue;
    if (best === null || sign * compareValues(value, best) > 0) best = value;
  }
  return best;
}

const summarise: StepModel = (context, taken) => {
  const { settings } = context;
  const groups = entries(settings.groupBy).map(({ value, name }) => ({
    name: String(name ?? fieldNameOf(String(value))),
    valueIn: formula(context, value),
  }));
  const wanted = entries(settings.measures).map(({ name, function: apply, value }) => ({
    name: String(name),
    apply: String(apply),
    valueIn: value === undefined ? () => true : formula(context, value),
  }));
  const build = (group: Json[], rows: Json[][]): JsonObject => {
    const record: JsonObject = {};
    for (const [index, { name }] of groups.entries()) record[name] = group[index] ?? null;
    for (const [index, { name, apply }] of wanted.entries()) {
      record[name] = measures[apply]?.(rows.map((values) => values[index] ?? null)) ?? null;
    }
    return record;
  };
  return collected(
    taken,
    ({ fields }) => {
      const group = groups.map(({ valueIn }) => valueIn(fields));
      const values = wanted.map(({ apply, valueIn }) => {
        const value = valueIn(fields);
        const mustAdd = apply === 'sum' || apply === 'avg';
        if (mustAdd && !isEmptyValue(value) && numberIn(value) === undefined) throw new ModelFailure('INVALID_INPUT');
        return value;
      });
      return { group, values };
    },
    (rows) => {
      const found: Row<{ group: Json[]; values: Json[] }>[][] = [];
      for (const row of rows) {
        const same = found.find(([first]) => first && isSame(first.read.group, row.read.group));
        if (same) same.push(row);
        else found.push([row]);
      }
      if (found.length === 0 && groups.length === 0) return [{ fields: build([], []), members: [], parents: [] }];
      return found.map((same) => ({
        fields: build(
          same[0]?.read.group ?? [],
          same.map(({ read }) => read.values),
        ),
        members: same[0]?.members ?? [],
        parents: same.map(({ place }) => place),
      }));
    },
  );
};

const gather: StepModel = (context, taken) => {
  const { settings, step, splits } = context;
  const origin = String(settings.origin);
  const valueIn = settings.value === undefined ? (fields: JsonObject) => fields : formula(context, settings.value);
  const all = origin === 'all';
  return collected(
    taken,
    ({ fields, members }) => {
      const member = members.findLast((one) => one.origin === origin);
      if (!member && !all) throw new ModelFailure('RECORD_NOT_SPLIT');
      return { parent: member?.parent ?? 0, item: all ? 0 : (member?.item ?? 0), value: valueIn(fields) };
    },
    (rows) => {
      const split = all ? [{ fields: {}, members: [], place: undefined }] : (splits.get(origin) ?? []);
      return split.map(({ fields, members, place: before }, number) => {
        const list = rows.filter(({ read }) => all || read.parent === number);
        list.sort((a, b) => a.read.item - b.read.item || a.place - b.place);
        return {
          fields: { ...fields, [step.id]: list.map(({ read }) => read.value) },
          members,
          // Where nothing came, the record that was split, counted down from -1.
          parents: list.length > 0 || before === undefined ? list.map(({ place }) => place) : [-1 - before],
        };
      });
    },
  );
};

/** What comes out before nobody wanted more; what leads to nothing is told only when all of it has come out. */
const asFarAsWanted =
  (model: StepModel): StepModel =>
  (context: StepContext, taken) => {
    const result = model(context, taken);
    const made = result.outputs.get('out') ?? [];
    const { results } = context.freedom;
    if (results < made.length) result.outputs.set('out', made.slice(0, results));
    return result;
  };

export const collectingSteps: Record<string, StepModel> = {
  sort: asFarAsWanted(sort),
  join: asFarAsWanted(join),
  summarise: asFarAsWanted(summarise),
  gather: asFarAsWanted(gather),
};
