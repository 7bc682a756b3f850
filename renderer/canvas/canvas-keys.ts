import type { KeyboardEvent } from 'react';
import { moveItems, toggleSteps } from '../commands/change-step.ts';
import { nameSteps } from '../commands/edit.ts';
import { copyAction, deleteSelectionAction, openPortOf, pasteAction, selectAllAction } from '../stores/actions.ts';
import type { EditorSession } from '../stores/session.ts';
import { announce } from '../ui/live-regions.tsx';
import { shiftSelection } from './canvas-handlers.ts';
import { stopConnecting } from './connecting.ts';
import { type Direction, neighbourOf } from './neighbours.ts';
import { tell } from './tell.ts';

/** What keys do that needs the library: what is looked at and from how far, and bringing a step into view. */
export type CanvasReach = {
  fit(): void;
  fitSelection(): void;
  zoomBy(factor: number): void;
  /** Shows the middle of the canvas at its own size. */
  zoomToFull(): void;
  reveal(stepId: string): void;
};

/** Moves focus (and the one Tab stop) to a step, and into view. */
export function focusStep(session: EditorSession, stepId: string, reach?: CanvasReach): void {
  session.view.getState().set({ focusedId: stepId });
  reach?.reveal(stepId);
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-testid="step-${stepId}"]`)?.focus());
}

/** Moves focus to the step that Tab reaches, or to the canvas itself while it is empty. */
export function focusCanvas(): void {
  const canvas = document.querySelector('[data-testid="flow-canvas"]');
  const entry = canvas?.querySelector<HTMLElement>('[data-pane-entry]');
  (entry ?? canvas?.querySelector<HTMLElement>('.react-flow'))?.focus();
}

/** Handles a key pressed while the canvas or the Outline has focus. True when it was one of theirs. */
export function handleCanvasKey(event: KeyboardEvent, session: EditorSession, reach: CanvasReach): boolean {
  if (event.nativeEvent.isComposing || isEditing(event.target) || belongsElsewhere(event)) return false;
  const mod = event.metaKey || event.ctrlKey;
  const run = mod ? modKeys(event) : event.altKey ? undefined : plainKeys(event);
  const handled = run?.(session, reach) ?? false;
  if (handled) {
    event.preventDefault();
    event.stopPropagation();
  }
  return handled;
}

function isEditing(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]') !== null;
}

/** Menus and dialogs hang elsewhere in the page, and Enter and Space are a button’s own. */
function belongsElsewhere({ target, currentTarget, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element) || !currentTarget.contains(target)) return true;
  return (key === 'Enter' || key === ' ') && target.closest('button, a') !== null;
}

type KeyAction = (session: EditorSession, reach: CanvasReach) => boolean;

const done =
  (run: (session: EditorSession, reach: CanvasReach) => void): KeyAction =>
  (session, reach) => {
    run(session, reach);
    return true;
  };

/** Does nothing where the flow can only be looked at: the key is then nobody’s here. */
const editing =
  (action: KeyAction): KeyAction =>
  (session, reach) =>
    session.editable && action(session, reach);

/** Runs with the focused step; does nothing while there is none. */
const onFocused = (run: (session: EditorSession, stepId: string, reach: CanvasReach) => void): KeyAction =>
  done((session, reach) => {
    const stepId = focusedStep(session);
    if (stepId) run(session, stepId, reach);
  });

function focusedStep({ view, documents }: EditorSession): string | undefined {
  const { focusedId, selectedIds } = view.getState();
  const { steps } = documents.getState().content.document;
  const id = focusedId ?? selectedIds[0] ?? steps[0]?.id;
  return steps.some((step) => step.id === id) ? id : steps[0]?.id;
}

function modKeys(event: KeyboardEvent): KeyAction | undefined {
  const key = event.key.toLowerCase();
  const far = event.shiftKey ? 64 : 8;
  const moves: Record<string, [number, number]> = {
    arrowleft: [-far, 0],
    arrowright: [far, 0],
    arrowup: [0, -far],
    arrowdown: [0, far],
  };
  const by = moves[key];
  if (by) return editing(done((session) => moveSelection(session, by)));
  if (event.shiftKey) return undefined;
  const actions: Record<string, KeyAction> = {
    a: done(selectAllAction),
    c: done((session) => copySelection(session)),
    x: editing(
      done((session) => {
        if (copySelection(session)) tell(session, deleteSelectionAction(session));
      }),
    ),
    v: editing(
      done((session) => {
        navigator.clipboard.readText().then(
          (text) => tell(session, pasteAction(session, text)),
          () => tell(session, { announcement: 'The clipboard can’t be read here.', refused: true }),
        );
      }),
    ),
    d: editing(
      done((session) => {
        const text = copyAction(session);
        if (text) tell(session, pasteAction(session, text));
      }),
    ),
    '=': done((_, reach) => reach.zoomBy(1.2)),
    '+': done((_, reach) => reach.zoomBy(1.2)),
    '-': done((_, reach) => reach.zoomBy(1 / 1.2)),
  };
  return actions[key];
}

function copySelection(session: EditorSession): boolean {
  const text = copyAction(session);
  if (text === undefined) return false;
  const ids = session.view.getState().selectedIds;
  navigator.clipboard.writeText(text).then(
    () => announce(`Copied ${nameSteps(session.documents.getState().content.document, ids)}.`),
    () => tell(session, { announcement: 'The clipboard can’t be written here.', refused: true }),
  );
  return true;
}

function moveSelection(session: EditorSession, [dx, dy]: [number, number]): void {
  const { content, apply } = session.documents.getState();
  const places = shiftSelection(session, dx, dy);
  const count = Object.keys(places.steps).length + Object.keys(places.connections).length;
  if (count === 0) return;
  apply(moveItems(content.document, places));
  const direction = dx > 0 ? 'right' : dx < 0 ? 'left' : dy > 0 ? 'down' : 'up';
  announce(`Moved ${count === 1 ? '1 step' : `${count} steps`} ${direction} ${Math.abs(dx || dy)}.`);
}

function plainKeys(event: KeyboardEvent): KeyAction | undefined {
  const { key, shiftKey, code } = event;
  if (isDirection(key)) return done((session, reach) => moveFocus(session, key, shiftKey, reach));
  if (shiftKey && code === 'Digit1') return done((_, reach) => reach.fit());
  if (shiftKey && code === 'Digit2') return done((_, reach) => reach.fitSelection());
  if (shiftKey && code === 'Digit0') return done((_, reach) => reach.zoomToFull());
  const letter = key.length === 1 ? key.toLowerCase() : key;
  if (letter === 'a') return editing(done((session) => openPicker(session, shiftKey)));
  if (letter === 'd' && shiftKey) {
    return editing(
      onFocused(({ documents, view }, stepId) => {
        const { content, apply } = documents.getState();
        const { selectedIds } = view.getState();
        apply(toggleSteps(content.document, selectedIds.length > 0 ? selectedIds : [stepId]));
      }),
    );
  }
  if (key === 'Enter' && shiftKey) {
    return onFocused(({ view }, stepId) => {
      view.getState().select([stepId]);
      view.getState().set({ wide: true });
    });
  }
  if (shiftKey) return undefined;
  const actions: Record<string, KeyAction> = {
    c: editing(onFocused(({ view }, stepId) => view.getState().set({ connectFrom: stepId }))),
    x: editing(onFocused(({ view }, stepId) => view.getState().set({ disconnectFrom: stepId }))),
    p: editing(onFocused(({ view }, stepId) => view.getState().set({ pinning: stepId }))),
    m: done(toggleMinimap),
    e: onFocused(({ view, editable }, stepId) => {
      const edge = view.getState().edges.find(({ source, type }) => source === stepId && type === 'flow');
      if (!edge) return;
      view.getState().set({ hoveredEdge: edge.id });
      const tool = `[data-testid="edge-${editable ? 'add' : 'count'}-${edge.id}"]`;
      requestAnimationFrame(() => document.querySelector<HTMLElement>(tool)?.focus());
    }),
    o: done(({ view }) => view.getState().set({ outlineOpen: !view.getState().outlineOpen })),
    F2: editing(onFocused(({ view }, stepId) => view.getState().set({ renaming: stepId }))),
    Enter: onFocused(({ view }, stepId) => {
      view.getState().select([stepId]);
      view.getState().set({ inspectorOpen: true });
      requestAnimationFrame(() => {
        const pane = document.querySelector('[data-testid="inspector"]');
        pane
          ?.querySelector<HTMLElement>('[role=tabpanel] :is(input, [contenteditable=true], textarea, button)')
          ?.focus();
      });
    }),
    ' ': onFocused(({ view }, stepId) => {
      const { selectedIds, select, set } = view.getState();
      select(selectedIds.includes(stepId) ? selectedIds.filter((id) => id !== stepId) : [...selectedIds, stepId]);
      set({ focusedId: stepId });
    }),
    Delete: editing(done(deleteFocused)),
    Backspace: editing(done(deleteFocused)),
    Escape: (session) => leave(session),
  };
  return actions[letter];
}

function isDirection(key: string): key is Direction {
  return key.startsWith('Arrow') || key === 'Home' || key === 'End';
}

function moveFocus(session: EditorSession, direction: Direction, extend: boolean, reach: CanvasReach): void {
  const { view, documents, types } = session;
  const next = neighbourOf(documents.getState().content.document, types, focusedStep(session), direction);
  if (!next) return;
  const { selectedIds, select } = view.getState();
  select(extend ? [...new Set([...selectedIds, next])] : [next]);
  focusStep(session, next, reach);
}

function openPicker(session: EditorSession, before: boolean): void {
  const { view, documents } = session;
  const stepId = focusedStep(session);
  const step = documents.getState().content.document.steps.find(({ id }) => id === stepId);
  const port = stepId === undefined ? undefined : openPortOf(session, stepId);
  const box = document.querySelector(`[data-testid="step-${stepId}"]`)?.getBoundingClientRect();
  const at = box ? { x: box.right + 8, y: box.top } : undefined;
  if (step && before && (session.types.get(step.type)?.inputs.length ?? 1) > 0) {
    view.getState().set({ picker: { target: { kind: 'before', step: step.id }, at } });
  } else if (step && port) {
    view.getState().set({ picker: { target: { kind: 'after', step: step.id, port }, at, after: step.name } });
  } else view.getState().set({ picker: { target: { kind: 'free' }, at: undefined } });
}

function deleteFocused(session: EditorSession, reach: CanvasReach): void {
  const { view } = session;
  const { selectedIds, selectedEdge, focusedId, select } = view.getState();
  if (selectedIds.length === 0 && !selectedEdge && focusedId) select([focusedId]);
  tell(session, deleteSelectionAction(session));
  const next = view.getState().focusedId;
  if (next) focusStep(session, next, reach);
  else focusCanvas();
}

function toggleMinimap({ view }: EditorSession): void {
  const shown = document.querySelector('[data-testid="flow-canvas"] .react-flow__minimap')?.checkVisibility() ?? false;
  view.getState().set({ minimap: !shown });
  announce(shown ? 'Minimap hidden.' : 'Minimap shown.');
}

function leave(session: EditorSession): boolean {
  const { view } = session;
  const { connecting, previewEdge, selectedIds, selectedEdge, select, set } = view.getState();
  if (connecting) stopConnecting(session);
  else if (previewEdge) set({ previewEdge: undefined });
  else if (selectedIds.length > 0 || selectedEdge) select([]);
  else return false;
  return true;
}
