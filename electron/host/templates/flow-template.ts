import type { FlowDocument } from '../../../shared/flow/document.ts';

/** A flow to start from. */
export type FlowTemplate = {
  /** What commands and pages name it by. */
  id: string;
  document: FlowDocument;
  /** Sample files that the flow reads: their names, as the flow says them, and texts. */
  files: Readonly<Record<string, string>>;
};
