import type { ConnectionSlot, FlowEdge, FlowStep } from '../../shared/flow/document.ts';
import { isJsonObject, type Json, type JsonObject } from '../../shared/json/json.ts';
import type { Edit, FlowContent } from './edit.ts';
import { type Point, placeSteps, positionOf, snap } from './place.ts';
import { addSlot } from './slots.ts';
import { deriveStepId, uniqueName } from './step-name.ts';

/** What Copy puts on the clipboard: steps, the edges among them, and the slots they need. No secrets, no run data. */
export type FlowFragment = {
  kind: 'flow-fragment';
  version: 1;
  steps: FlowStep[];
  edges: FlowEdge[];
  notes: [];
  places: Record<string, Point>;
  connections: Record<string, ConnectionSlot>;
};

/** The fragment of the chosen steps, places relative to the first step’s corner. */
export function copySteps({ document }: FlowContent, ids: readonly string[]): FlowFragment {
  const chosen = new Set(ids);
  const steps = document.steps.filter(({ id }) => chosen.has(id));
  const slots = new Set(steps.flatMap(({ connection }) => connection ?? []));
  return {
    kind: 'flow-fragment',
    version: 1,
    steps,
    edges: document.edges.filter(({ from, to }) => chosen.has(from) && chosen.has(to)),
    notes: [],
    places: Object.fromEntries(
      steps.map(({ id }) => [
        id,
        positionOf(
          document.layout,
          id,
          document.steps.findIndex((step) => step.id === id),
        ),
      ]),
    ),
    connections: Object.fromEntries(Object.entries(document.connections ?? {}).filter(([slot]) => slots.has(slot))),
  };
}

/** The fragment that a clipboard text holds, or undefined when there are no steps in it. */
export function readFragment(text: string): FlowFragment | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Any text may be on the clipboard; text that isn’t JSON holds no steps.
    return undefined;
  }
  if (!isJsonObject(value) || value.kind !== 'flow-fragment' || value.version !== 1) return undefined;
  const steps = listOf(value.steps, isStep);
  if (steps.length === 0) return undefined;
  const known = new Set(steps.map(({ id }) => id));
  return {
    kind: 'flow-fragment',
    version: 1,
    steps,
    edges: listOf(value.edges, isEdge).filter(({ from, to }) => known.has(from) && known.has(to)),
    notes: [],
    places: mapOf(value.places, isPoint),
    connections: mapOf(value.connections, isSlot),
  };
}

function isStep(value: Json): value is FlowStep & JsonObject {
  if (!isJsonObject(value)) return false;
  const { id, type, name, settings } = value;
  const plain = typeof id === 'string' && typeof type === 'string' && typeof name === 'string';
  return plain && (settings === undefined || isJsonObject(settings));
}

function isEdge(value: Json): value is FlowEdge & JsonObject {
  return isJsonObject(value) && typeof value.from === 'string' && typeof value.to === 'string';
}

function isPoint(value: Json): value is Point {
  return Array.isArray(value) && value.length === 2 && value.every((part) => Number.isFinite(part));
}

function isSlot(value: Json): value is ConnectionSlot & JsonObject {
  return isJsonObject(value) && typeof value.connector === 'string';
}

function listOf<Item extends Json>(value: Json | undefined, is: (item: Json) => item is Item): Item[] {
  return Array.isArray(value) ? value.filter(is) : [];
}

function mapOf<Item extends Json>(value: Json | undefined, is: (item: Json) => item is Item): Record<string, Item> {
  const found: Record<string, Item> = {};
  if (isJsonObject(value)) for (const [key, item] of Object.entries(value)) if (is(item)) found[key] = item;
  return found;
}

/**
 * Adds a fragment’s steps with new ids and names, their top-left corner at `at`, or 32 px beside where they were. Slots
 * that are new here are filled as `bindings` says they were where the steps were copied.
 */
export function pasteSteps(
  content: FlowContent,
  fragment: FlowFragment,
  at?: Point,
  bindings: Readonly<Record<string, string>> = {},
): Edit & { stepIds: string[] } {
  const taken = new Set(content.document.steps.map(({ id }) => id));
  const ids = new Map<string, string>();
  const named: FlowStep[] = [];
  for (const step of fragment.steps) {
    const name = uniqueName(step.name, [...content.document.steps, ...named]);
    const id = deriveStepId(name, taken);
    taken.add(id);
    ids.set(step.id, id);
    named.push({ ...step, id, name });
  }
  const corner = cornerOf(Object.values(fragment.places));
  const shift: Point = at ? [at[0] - corner[0], at[1] - corner[1]] : [32, 32];
  return {
    stepIds: [...ids.values()],
    label: named.length === 1 ? `Paste “${named[0]?.name}”` : `Paste ${named.length} steps`,
    change(draft) {
      const slots = pasteSlots(draft, fragment, bindings);
      const places: Record<string, Point> = {};
      fragment.steps.forEach((original, index) => {
        const step = { ...named[index] } as FlowStep;
        if (step.connection) step.connection = slots.get(step.connection) ?? step.connection;
        draft.document.steps.push(step);
        const [x, y] = fragment.places[original.id] ?? [corner[0] + index * 352, corner[1]];
        places[step.id] = [snap(x + shift[0]), snap(y + shift[1])];
      });
      for (const edge of fragment.edges) {
        const from = ids.get(edge.from);
        const to = ids.get(edge.to);
        if (from && to) draft.document.edges.push({ ...edge, from, to });
      }
      placeSteps(draft.document, places);
    },
  };
}

/** Slots of the same name and system are joined; another of that name gets a slot of its own. */
function pasteSlots(
  content: FlowContent,
  fragment: FlowFragment,
  bindings: Readonly<Record<string, string>>,
): Map<string, string> {
  const slots = new Map<string, string>();
  for (const [slot, needed] of Object.entries(fragment.connections)) {
    const present = content.document.connections?.[slot];
    if (present?.connector === needed.connector) {
      slots.set(slot, slot);
      continue;
    }
    const added = present ? addSlot(content, needed.connector) : slot;
    if (!present) content.document.connections = { ...content.document.connections, [slot]: needed };
    slots.set(slot, added);
    const bound = bindings[slot];
    if (bound !== undefined) content.bindings[added] = bound;
  }
  return slots;
}

function cornerOf(places: Point[]): Point {
  if (places.length === 0) return [0, 0];
  return [Math.min(...places.map(([x]) => x)), Math.min(...places.map(([, y]) => y))];
}
