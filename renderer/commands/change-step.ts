import type { ErrorPolicy, FlowDocument, FlowStep } from '../../shared/flow/document.ts';
import { ERROR_PORT } from '../../shared/flow/ports.ts';
import type { Json } from '../../shared/json/json.ts';
import { type Edit, type FlowContent, nameSteps } from './edit.ts';
import { placeSteps, snap } from './place.ts';

function onStep(label: string, id: string, change: (step: FlowStep, content: FlowContent) => void): Edit {
  return {
    label,
    change(content) {
      const step = content.document.steps.find((entry) => entry.id === id);
      if (step) change(step, content);
    },
  };
}

/** Gives a step another name; its id, which expressions use, stays. An empty name changes nothing. */
export function renameStep(id: string, name: string): Edit {
  const trimmed = name.trim();
  return onStep(`Rename to “${trimmed}”`, id, (step) => {
    if (trimmed !== '') step.name = trimmed;
  });
}

/** Sets or, with `undefined`, removes one setting. `visit` joins the changes of one visit to a field. */
export function changeSetting(
  step: FlowStep,
  field: { key: string; label: string },
  value: Json | undefined,
  visit?: string,
): Edit {
  const edit = onStep(`Change ${field.label} of “${step.name}”`, step.id, (draft) => {
    const settings = { ...draft.settings };
    if (value === undefined) delete settings[field.key];
    else settings[field.key] = value;
    if (Object.keys(settings).length > 0 || draft.settings) draft.settings = settings;
  });
  return visit === undefined ? edit : { ...edit, visit };
}

/** Says what becomes of records that fail; leaving `port` removes the edges of the error port. */
export function changeErrorPolicy(step: FlowStep, policy: ErrorPolicy): Edit {
  return onStep(`Change what happens on error in “${step.name}”`, step.id, (draft, { document }) => {
    if (policy === 'stop') delete draft.onError;
    else draft.onError = policy;
    if (policy === 'port') return;
    document.edges = document.edges.filter((edge) => edge.from !== step.id || edge.port !== ERROR_PORT.name);
  });
}

/** Sets how often a failed call is tried, 1 to 10; 1 removes the setting. */
export function changeRetry(step: FlowStep, attempts: number | undefined, visit?: string): Edit {
  const edit = onStep(`Change the attempts of “${step.name}”`, step.id, (draft) => {
    if (attempts !== undefined && attempts > 1) {
      draft.retry = { ...draft.retry, attempts: Math.min(10, Math.round(attempts)) };
    } else if (draft.retry) {
      const { attempts: _, ...rest } = draft.retry;
      if (Object.keys(rest).length > 0) draft.retry = rest;
      else delete draft.retry;
    }
  });
  return visit === undefined ? edit : { ...edit, visit };
}

/** Sets or removes the step’s time limit in seconds. */
export function changeTimeout(step: FlowStep, seconds: number | undefined, visit?: string): Edit {
  const edit = onStep(`Change the time limit of “${step.name}”`, step.id, (draft) => {
    if (seconds !== undefined && seconds > 0) draft.timeoutSeconds = seconds;
    else delete draft.timeoutSeconds;
  });
  return visit === undefined ? edit : { ...edit, visit };
}

/** Turns steps off, or on again when all of them are off. Records pass through a step that is off unchanged. */
export function toggleSteps(document: FlowDocument, ids: readonly string[]): Edit {
  const chosen = document.steps.filter(({ id }) => ids.includes(id));
  const turnOn = chosen.every(({ disabled }) => disabled);
  return {
    label: `Turn ${turnOn ? 'on' : 'off'} ${nameSteps(document, ids)}`,
    change(content) {
      for (const step of content.document.steps) {
        if (!ids.includes(step.id)) continue;
        if (turnOn) delete step.disabled;
        else step.disabled = true;
      }
    },
  };
}

/** Puts steps and connection pills at new places, in px on the 8 px grid. Nothing but the layout changes. */
export function moveItems(
  document: FlowDocument,
  places: { steps: Record<string, [number, number]>; connections: Record<string, [number, number]> },
): Edit {
  const ids = Object.keys(places.steps);
  const count = ids.length + Object.keys(places.connections).length;
  return {
    label: `Move ${ids.length === count ? nameSteps(document, ids) : count === 1 ? 'a connection' : `${count} items`}`,
    change({ document: draft }) {
      if (ids.length > 0) placeSteps(draft, snapAll(places.steps));
      if (ids.length === count) return;
      draft.layout ??= {};
      draft.layout.connections ??= {};
      Object.assign(draft.layout.connections, snapAll(places.connections));
    },
  };
}

function snapAll(places: Record<string, [number, number]>): Record<string, [number, number]> {
  return Object.fromEntries(Object.entries(places).map(([id, [x, y]]) => [id, [snap(x), snap(y)]]));
}
