import { applyPatches, enablePatches, type Patch, produceWithPatches } from 'immer';
import type { Edit, FlowContent } from '../commands/edit.ts';

enablePatches();

/** How many entries undo keeps for an open flow (ui.md §6.7). */
export const HISTORY_LIMIT = 200;

/** One step back or forward: its label and the patches both ways. */
export type HistoryEntry = { label: string; visit?: string; forward: Patch[]; back: Patch[] };

/** What can be undone, newest last, and redone, next last. */
export type History = { past: HistoryEntry[]; future: HistoryEntry[] };

export const emptyHistory: History = { past: [], future: [] };

/** The content and history after an edit; both as they were when the edit changed nothing. */
export function recordEdit(
  content: FlowContent,
  history: History,
  edit: Edit,
): { content: FlowContent; history: History } {
  const [next, forward, back] = produceWithPatches(content, (draft: FlowContent) => {
    edit.change(draft);
  });
  if (forward.length === 0) return { content, history };
  const last = history.past.at(-1);
  const joins = edit.visit !== undefined && last?.visit === edit.visit && history.future.length === 0;
  const entry: HistoryEntry =
    joins && last
      ? { ...last, forward: [...last.forward, ...forward], back: [...back, ...last.back] }
      : { label: edit.label, ...(edit.visit === undefined ? {} : { visit: edit.visit }), forward, back };
  const before = joins ? history.past.slice(0, -1) : history.past;
  return { content: next, history: { past: [...before, entry].slice(-HISTORY_LIMIT), future: [] } };
}

/** One entry back, or undefined when there is none. */
export function undoEdit(
  content: FlowContent,
  { past, future }: History,
): { content: FlowContent; history: History } | undefined {
  const entry = past.at(-1);
  if (!entry) return undefined;
  return {
    content: applyPatches(content, entry.back),
    history: { past: past.slice(0, -1), future: [...future, entry] },
  };
}

/** One entry forward again, or undefined when there is none. */
export function redoEdit(
  content: FlowContent,
  { past, future }: History,
): { content: FlowContent; history: History } | undefined {
  const entry = future.at(-1);
  if (!entry) return undefined;
  return {
    content: applyPatches(content, entry.forward),
    history: { past: [...past, entry], future: future.slice(0, -1) },
  };
}
