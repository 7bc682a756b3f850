import type { StepManifest } from '../../shared/connector/manifest.ts';
import { compileValue, fieldNameOf } from '../../shared/expression/index.ts';
import type { FlowDocument, FlowStep } from '../../shared/flow/document.ts';
import { upstreamSteps } from '../../shared/flow/graph.ts';
import { entriesOf } from '../../shared/flow/step-settings.ts';
import { isJsonObject, type Json, type JsonObject } from '../../shared/json/json.ts';
import type { RunState } from '../../shared/run/state.ts';
import { endsOf, type StepTypes, stepsById } from '../commands/ports.ts';
import { expressionOfPath, type PathPart } from '../expression/paths.ts';

/** Where a step’s sample records come from: a port that let records out in the shown run, and the steps after it. */
export type SampleOrigin = { from: string; port: string; through: FlowStep[] };

/**
 * The nearest port on the way to a step that let records out in the run, going back by each step’s first line.
 * Undefined when none did.
 */
export function findSampleOrigin(
  document: FlowDocument,
  types: StepTypes,
  stepId: string,
  run: RunState | undefined,
): SampleOrigin | undefined {
  const steps = stepsById(document.steps);
  const through: FlowStep[] = [];
  const seen = new Set<string>();
  let current = stepId;
  while (!seen.has(current)) {
    seen.add(current);
    const edge = document.edges.find(({ to }) => to === current);
    const step = edge && steps.get(edge.from);
    if (!edge || !step) return undefined;
    const { from, port } = endsOf(edge, steps, types);
    if ((run?.steps[from]?.out[port] ?? 0) > 0) return { from, port, through: through.reverse() };
    through.push(step);
    current = from;
  }
  return undefined;
}

/** The record as it would stand after steps that haven’t run yet, as far as the flow alone tells. */
export function carryThrough(record: JsonObject, steps: readonly FlowStep[], types: StepTypes): JsonObject {
  let carried = record;
  for (const step of steps) {
    const manifest = types.get(step.type);
    const replaces = manifest?.makes || (step.type === 'map_fields' && step.settings?.keep === 'mapped');
    const next: JsonObject = replaces ? {} : { ...carried };
    for (const name of madeFields(step, manifest)) next[name] = carried[name] ?? null;
    for (const { name, value } of mappedFields(step)) next[name] = evaluateQuietly(value, carried);
    if (manifest?.adds) {
      next[step.id] = Object.fromEntries(manifest.adds.map(({ name }) => [name, manifest.sample?.[name] ?? null]));
    }
    carried = next;
  }
  return carried;
}

function evaluateQuietly(value: Json, record: JsonObject): Json {
  try {
    const run = { id: 'preview', startedAt: new Date().toISOString() };
    const now = () => Date.now();
    const uuid = () => crypto.randomUUID();
    return compileValue(value).evaluate({ record, parameters: {}, trigger: null, vars: {}, run, now, uuid });
  } catch {
    // What is wrong with that step’s value is told at that step; here the field only has no sample.
    return null;
  }
}

/** An example of what reaches a step, from the samples of the step types before it; empty when they tell nothing. */
export function exampleRecord(document: FlowDocument, types: StepTypes, stepId: string): JsonObject {
  const steps = stepsById(document.steps);
  const upstream = upstreamSteps(document, stepId)
    .flatMap((id) => steps.get(id) ?? [])
    .reverse();
  let record: JsonObject = {};
  for (const step of upstream) {
    const manifest = types.get(step.type);
    const isSource = manifest?.shape === 'source' && !manifest.adds;
    const fresh = isSource ? { ...record, ...formDefaults(step), ...manifest.sample } : record;
    record = carryThrough(fresh, [step], types);
  }
  return record;
}

function formDefaults(step: FlowStep): JsonObject {
  const fields = step.type === 'manual' ? step.settings?.fields : undefined;
  if (!Array.isArray(fields)) return {};
  return Object.fromEntries(
    fields
      .filter(isJsonObject)
      .flatMap((field) => (typeof field.name === 'string' ? [[field.name, field.default ?? null]] : [])),
  );
}

function mappedFields(step: FlowStep): { name: string; value: Json }[] {
  const fields = step.type === 'map_fields' ? step.settings?.fields : undefined;
  if (!Array.isArray(fields)) return [];
  return fields
    .filter(isJsonObject)
    .flatMap(({ name, value = null }) => (typeof name === 'string' && name !== '' ? [{ name, value }] : []));
}

/** Names of the fields that a step’s records have, where its settings alone name them. */
function madeFields(step: FlowStep, manifest: StepManifest | undefined): string[] {
  return (manifest?.makes ?? []).flatMap((key) => {
    const field = manifest?.fields.find((entry) => entry.key === key);
    const entries = (field && entriesOf(field, step.settings?.[key])) ?? [];
    return entries.flatMap(({ name, value }) => {
      const named = typeof name === 'string' && name !== '' ? name : fieldNameOf(String(value ?? ''));
      return named ?? [];
    });
  });
}

/** A field of the input, with its expression; `children` are the fields inside it. */
export type InputField = {
  path: PathPart[];
  expression: string;
  label: string;
  value: Json | undefined;
  children: InputField[];
};

/** The fields that come from one step, nearest step first. */
export type InputGroup = { stepId: string; name: string; fields: InputField[] };

/** The fields of a record, each under the step it comes from. */
export function groupFields(
  record: JsonObject,
  document: FlowDocument,
  types: StepTypes,
  stepId: string,
): InputGroup[] {
  const steps = stepsById(document.steps);
  const upstream = upstreamSteps(document, stepId).flatMap((id) => steps.get(id) ?? []);
  const left = new Set(Object.keys(record));
  const groups = upstream.map((step): InputGroup => {
    const manifest = types.get(step.type);
    const fields: InputField[] = [];
    const own = record[step.id];
    if (manifest?.adds && left.has(step.id)) {
      left.delete(step.id);
      const labels = new Map(manifest.adds.map(({ name, label }) => [name, label ?? name]));
      const inner = isJsonObject(own ?? null) ? (own as JsonObject) : {};
      for (const name of new Set([...labels.keys(), ...Object.keys(inner)])) {
        fields.push(inputField([step.id, name], inner[name], labels.get(name) ?? name));
      }
    }
    for (const name of [...mappedFields(step).map((field) => field.name), ...madeFields(step, manifest)]) {
      if (left.delete(name)) fields.push(inputField([name], record[name], name));
    }
    return { stepId: step.id, name: step.name, fields };
  });
  const source =
    groups.find(({ stepId: id }) => types.get(steps.get(id)?.type ?? '')?.shape === 'source') ?? groups.at(-1);
  for (const name of left) source?.fields.push(inputField([name], record[name], name));
  return groups.filter(({ fields }) => fields.length > 0);
}

/** How deep the fields of fields are listed. */
const DEEPEST = 4;

function inputField(path: PathPart[], value: Json | undefined, label: string): InputField {
  const inner = path.length < DEEPEST && isJsonObject(value ?? null) ? Object.entries(value as JsonObject) : [];
  return {
    path,
    expression: expressionOfPath(path),
    label,
    value,
    children: inner.map(([name, child]) => inputField([...path, name], child, name)),
  };
}
