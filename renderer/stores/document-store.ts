import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FlowRecord } from '../../shared/contract/index.ts';
import type { Edit, FlowContent } from '../commands/edit.ts';
import { emptyHistory, type History, recordEdit, redoEdit, undoEdit } from './history.ts';

/** The open flow and its history. `version` counts every change of `content`, so that autosave knows what it saved. */
export type DocumentState = {
  content: FlowContent;
  history: History;
  version: number;
  /** Applies an edit as one entry of the history. */
  apply(edit: Edit): void;
  /** Takes back the newest entry and gives its label; undefined when there is nothing to take back. */
  undo(): string | undefined;
  redo(): string | undefined;
  /** Replaces everything, with an empty history: the flow was loaded again. */
  load(content: FlowContent): void;
};

export type DocumentStore = StoreApi<DocumentState>;

/** The store of one open flow. Where it isn’t editable nothing but `load` changes it. */
export function createDocumentStore(record: Pick<FlowRecord, 'document' | 'bindings'>, editable = true): DocumentStore {
  return createStore<DocumentState>()((set, get) => ({
    content: { document: record.document, bindings: record.bindings },
    history: emptyHistory,
    version: 0,
    apply(edit) {
      if (!editable) return;
      const { content, history, version } = get();
      const next = recordEdit(content, history, edit);
      if (next.content !== content) set({ ...next, version: version + 1 });
    },
    undo() {
      const { content, history, version } = get();
      const next = undoEdit(content, history);
      if (!next) return undefined;
      set({ ...next, version: version + 1 });
      return history.past.at(-1)?.label;
    },
    redo() {
      const { content, history, version } = get();
      const next = redoEdit(content, history);
      if (!next) return undefined;
      set({ ...next, version: version + 1 });
      return history.future.at(-1)?.label;
    },
    load(content) {
      set({ content, history: emptyHistory, version: get().version + 1 });
    },
  }));
}
