import type { StepManifest } from '../../shared/connector/manifest.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { writeEdge } from './connect.ts';
import type { Edit, FlowContent } from './edit.ts';
import {
  freePlace,
  type Point,
  placeSteps,
  positionOf,
  pushCovered,
  STEP_GAP,
  STEP_WIDTH,
  stepBoxes,
  stepHeight,
} from './place.ts';
import { type EdgeEnds, edgeId, endsOf, portsOf, type StepTypes, stepsById } from './ports.ts';
import { chooseSlot, type KnownConnection } from './slots.ts';
import { deriveStepId, uniqueName } from './step-name.ts';

/** Where a new step goes: after an output, before a step, between the two ends of an edge, or at a place of its own. */
export type AddTarget =
  | { kind: 'after'; step: string; port: string }
  | { kind: 'before'; step: string }
  | { kind: 'edge'; edge: EdgeEnds }
  | { kind: 'place'; at: Point; from?: { step: string; port: string } }
  | { kind: 'free' };

export type AddStepArgs = {
  manifest: StepManifest;
  target: AddTarget;
  types: StepTypes;
  connections: readonly KnownConnection[];
  /** The connection the new step should use, if it needs one. */
  connection?: KnownConnection;
};

/** Adds a step, connects it to what its target says, and moves only steps that it would cover. */
export function addStep(content: FlowContent, args: AddStepArgs): Edit & { stepId: string; name: string } {
  const { manifest, types } = args;
  const { steps } = content.document;
  const name = uniqueName(manifest.label, steps);
  const stepId = deriveStepId(name, new Set(steps.map(({ id }) => id)));
  const settings = defaultSettings(manifest);
  return {
    stepId,
    name,
    label: `Add “${name}”`,
    change(draft) {
      const step: FlowStep = { id: stepId, type: manifest.type, name };
      if (Object.keys(settings).length > 0) step.settings = settings;
      if (manifest.connector && (!manifest.connectionOptional || args.connection)) {
        step.connection = chooseSlot(draft, manifest.connector, args.connections, args.connection);
      }
      insertStep(draft, step, args.target, types);
    },
  };
}

/** The settings of a new step: the defaults of required fields only; others stay absent and mean their default. */
function defaultSettings(manifest: StepManifest): JsonObject {
  const settings: JsonObject = {};
  for (const { key, required, default: value } of manifest.fields) {
    if (required && value !== undefined) settings[key] = value;
  }
  return settings;
}

function insertStep(content: FlowContent, step: FlowStep, target: AddTarget, types: StepTypes): void {
  const { document } = content;
  const height = stepHeight(step, types);
  const boxes = stepBoxes(document, types);
  const hasInput = portsOf(step, types).inputs.length > 0;
  const at = placeFor(content, step, target, types);
  const pushed = target.kind === 'edge' ? pushCovered({ x: at[0], y: at[1], width: STEP_WIDTH, height }, boxes) : {};
  const connects = target.kind === 'edge' && hasInput && portsOf(step, types).outputs.length > 0;
  placeSteps(document, { ...pushed, [step.id]: at });
  document.steps.splice(indexFor(document.steps, target), 0, step);
  if (target.kind === 'after' && hasInput) connectNew(content, target.step, target.port, step.id, types);
  if (target.kind === 'place' && target.from && hasInput) {
    connectNew(content, target.from.step, target.from.port, step.id, types);
  }
  if (target.kind === 'before') connectBefore(content, step, target.step, types);
  if (connects) {
    const known = stepsById(document.steps);
    const id = edgeId(target.edge);
    document.edges = document.edges.filter((edge) => edgeId(endsOf(edge, known, types)) !== id);
    connectNew(content, target.edge.from, target.edge.port, step.id, types);
    const output = portsOf(step, types).outputs[0]?.name ?? 'out';
    writeEdge(document, { from: step.id, port: output, to: target.edge.to, toPort: target.edge.toPort }, types);
  }
}

function indexFor(steps: readonly FlowStep[], target: AddTarget): number {
  const anchor =
    target.kind === 'after'
      ? target.step
      : target.kind === 'edge'
        ? target.edge.from
        : target.kind === 'place'
          ? target.from?.step
          : undefined;
  const index = steps.findIndex(({ id }) => id === anchor);
  return index < 0 ? steps.length : index + 1;
}

function connectNew(content: FlowContent, from: string, port: string, to: string, types: StepTypes): void {
  const step = content.document.steps.find(({ id }) => id === to);
  const toPort = step ? portsOf(step, types).inputs[0]?.name : undefined;
  writeEdge(content.document, { from, port, to, toPort: toPort ?? 'in' }, types);
}

function connectBefore(content: FlowContent, step: FlowStep, before: string, types: StepTypes): void {
  const target = content.document.steps.find(({ id }) => id === before);
  const toPort = target ? portsOf(target, types).inputs[0]?.name : undefined;
  const port = portsOf(step, types).outputs[0]?.name;
  if (toPort && port) writeEdge(content.document, { from: step.id, port, to: before, toPort }, types);
}

function placeFor(content: FlowContent, step: FlowStep, target: AddTarget, types: StepTypes): Point {
  const { document } = content;
  const boxes = stepBoxes(document, types);
  const height = stepHeight(step, types);
  if (target.kind === 'place') return freePlace(target.at, height, boxes);
  if (target.kind === 'free') {
    const right = Math.max(...boxes.map(({ x, width }) => x + width + STEP_GAP), 0);
    return freePlace([right, boxes[0]?.y ?? 0], height, boxes);
  }
  const anchorId = target.kind === 'edge' ? target.edge.from : target.step;
  const index = document.steps.findIndex(({ id }) => id === anchorId);
  const anchor = document.steps[index];
  const [x, y] = positionOf(document.layout, anchorId, Math.max(index, 0));
  if (target.kind === 'before') return freePlace([x - STEP_WIDTH - STEP_GAP, y], height, boxes);
  const port = target.kind === 'edge' ? target.edge.port : target.port;
  const branch = anchor
    ? Math.max(
        portsOf(anchor, types).outputs.findIndex(({ name }) => name === port),
        0,
      )
    : 0;
  const wanted: Point = [x + STEP_WIDTH + STEP_GAP, y + branch * (STEP_GAP + 32)];
  if (target.kind === 'after') return freePlace(wanted, height, boxes);
  const next = document.steps.findIndex(({ id }) => id === target.edge.to);
  return [wanted[0], positionOf(document.layout, target.edge.to, Math.max(next, 0))[1]];
}
