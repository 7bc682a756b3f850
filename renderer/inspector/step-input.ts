import { createContext, useContext, useMemo, useState } from 'react';
import type { FlowParameter } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { FieldOption } from '../expression/completions.ts';
import type { InsertExpression } from '../expression/expression-field.tsx';
import type { LabelPath } from '../expression/pills.ts';
import { useDocument, useRun, useSession } from '../stores/session.ts';
import { textOfValue } from '../ui/value-kind.ts';
import {
  carryThrough,
  exampleRecord,
  findSampleOrigin,
  groupFields,
  type InputField,
  type InputGroup,
} from './input-sample.ts';
import { usePortRecords } from './use-port-records.ts';

/** How many records of the last run can be looked through. */
const SAMPLES = 5;

/** The data that reaches the step being edited, as far as it is known. */
export type StepInput = {
  /** The record that results are worked out for; undefined when nothing is known. */
  record: JsonObject | undefined;
  /** `run`: a record of the shown run; `example`: made from the step types’ samples. */
  origin: 'run' | 'example' | 'none';
  index: number;
  count: number;
  setIndex(index: number): void;
  loading: boolean;
  groups: InputGroup[];
  parameters: readonly FlowParameter[];
  fields: FieldOption[];
  labelPath: LabelPath;
};

const noParameters: readonly FlowParameter[] = [];

/** Follows the data that reaches a step. */
export function useStepInput(stepId: string): StepInput {
  const { types } = useSession();
  const document = useDocument(({ content }) => content.document);
  const run = useRun(({ state }) => state);
  const [index, setIndex] = useState(0);
  const origin = useMemo(() => findSampleOrigin(document, types, stepId, run), [document, types, stepId, run]);
  const { records, loading } = usePortRecords(origin?.from, origin?.port, 0, SAMPLES);
  const shown = Math.min(index, Math.max(0, records.length - 1));
  return useMemo(() => {
    const raw = records[shown];
    const example = raw ? undefined : exampleRecord(document, types, stepId);
    const record = raw ? carryThrough(raw, origin?.through ?? [], types) : example;
    const known = record !== undefined && Object.keys(record).length > 0;
    const groups = known ? groupFields(record, document, types, stepId) : [];
    const names = new Map(document.steps.map((step) => [step.id, step.name]));
    const owners = new Map(groups.flatMap(({ name, fields }) => fields.map(({ path }) => [String(path[0]), name])));
    return {
      record: known ? record : undefined,
      origin: raw ? 'run' : known ? 'example' : 'none',
      index: shown,
      count: records.length,
      setIndex,
      loading,
      groups,
      parameters: document.parameters ?? noParameters,
      fields: listFields(groups),
      labelPath: (path) => {
        const [first, ...rest] = path.map(String);
        const step = first === undefined ? undefined : names.get(first);
        if (step !== undefined && rest.length > 0) return [step, ...rest];
        const owner = first === undefined ? undefined : owners.get(first);
        return owner === undefined ? path.map(String) : [owner, ...path.map(String)];
      },
    };
  }, [records, shown, document, types, stepId, origin, loading]);
}

function listFields(groups: readonly InputGroup[]): FieldOption[] {
  const list = (group: string, fields: readonly InputField[]): FieldOption[] =>
    fields.flatMap(({ expression, label, value, children }) => [
      { expression, label, group, sample: value === undefined ? '' : textOfValue(value).slice(0, 40) },
      ...list(`${group} › ${label}`, children),
    ]);
  return groups.flatMap(({ name, fields }) => list(name, fields));
}

/** What the forms of the inspector share: the input, and the field that a chosen row of the tree goes into. */
export type InspectorContextValue = {
  input: StepInput;
  /** Remembers the field that has focus as the one that a chosen row is inserted into. */
  setTarget(target: { insert: InsertExpression; label: string } | undefined): void;
};

export const InspectorContext = createContext<InspectorContextValue | undefined>(undefined);

/** The inspector’s shared parts; throws outside it. */
export function useInspector(): InspectorContextValue {
  const value = useContext(InspectorContext);
  if (!value) throw new Error('useInspector is used outside the inspector.');
  return value;
}
