import { produce } from 'immer';
import type { FlowDocument } from '../../shared/flow/document.ts';

/** What an editor changes and undo restores: the flow, and which connection of this computer fills each slot. */
export type FlowContent = { document: FlowDocument; bindings: Record<string, string> };

/**
 * One undoable change. `label` names it in “Undo {label}”. `change` writes into the draft it is given and returns
 * nothing. Edits in a row with the same `visit` (typing in one field) become one entry of the history.
 */
export type Edit = { label: string; change(content: FlowContent): void; visit?: string };

/** The content after `edit`; `content` itself stays as it was. */
export function applyEdit(content: FlowContent, edit: Edit): FlowContent {
  return produce(content, (draft: FlowContent) => {
    edit.change(draft);
  });
}

/** “Filter” for one, “3 steps” for more: how labels and messages name what they are about. */
export function nameSteps(document: FlowDocument, ids: readonly string[]): string {
  const only = ids.length === 1 ? document.steps.find((step) => step.id === ids[0]) : undefined;
  return only ? `“${only.name}”` : `${ids.length} steps`;
}
