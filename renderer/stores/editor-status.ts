import { create } from 'zustand';

/** How the flow that is being edited stands with the host. */
export type SavedState =
  | { kind: 'saved'; at: Date | undefined }
  | { kind: 'saving' }
  | { kind: 'failed'; message: string };

/** What the editor tells the shell about the flow on screen: shown in the status bar and on the flow's tab. */
export type EditorStatus = {
  flowId: string;
  saved: SavedState;
  errors: number;
  warnings: number;
  /** Zoom of the canvas in percent. */
  zoomPercent: number;
  /** Opens the Problems panel. */
  showProblems?: () => void;
  /** A note of 3 s, as “2 connections tested”. */
  note?: string;
};

type EditorStatusState = { status: EditorStatus | undefined };

/** The status of the editor on screen; undefined while none is. */
export const useEditorStatus = create<EditorStatusState>(() => ({ status: undefined }));

/** Called by the editor when it mounts and whenever one of the facts changes; `undefined` when it unmounts. */
export function setEditorStatus(status: EditorStatus | undefined): void {
  useEditorStatus.setState({ status });
}
