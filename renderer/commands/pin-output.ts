import type { FlowDocument } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { Edit } from './edit.ts';

/** Keeps records as what a step hands on in test runs, in place of running it. */
export function pinOutput(document: FlowDocument, stepId: string, records: readonly JsonObject[]): Edit {
  const change = document.pinned?.[stepId] ? 'Change the pinned data' : 'Pin the output';
  return {
    label: `${change} of “${nameOf(document, stepId)}”`,
    change(content) {
      content.document.pinned = { ...content.document.pinned, [stepId]: records.map((record) => ({ ...record })) };
    },
  };
}

/** Lets steps run again in test runs; the flow has no place for pins when none is left. */
export function unpinOutputs(document: FlowDocument, stepIds: readonly string[]): Edit {
  const [only = ''] = stepIds;
  return {
    label: stepIds.length === 1 ? `Unpin the output of “${nameOf(document, only)}”` : `Unpin ${stepIds.length} steps`,
    change(content) {
      const left = Object.entries(content.document.pinned ?? {}).filter(([id]) => !stepIds.includes(id));
      if (left.length > 0) content.document.pinned = Object.fromEntries(left);
      else delete content.document.pinned;
    },
  };
}

function nameOf({ steps }: FlowDocument, stepId: string): string {
  return steps.find(({ id }) => id === stepId)?.name ?? stepId;
}
