import { isJsonObject, type Json } from '../../shared/json/json.ts';

/** What a file seems to hold, shown before anything is written. The host is the judge when it is imported. */
export type ImportPreview = {
  fileName: string;
  text: string;
  name: string;
  stepNames: string[];
  /** The systems whose connections it needs, by slot. */
  connections: { slot: string; connector: string }[];
};

/** Reads a flow file for its preview, or returns a sentence why it isn't one. */
export function previewImport(fileName: string, text: string): ImportPreview | string {
  let document: Json;
  try {
    document = JSON.parse(text) as Json;
  } catch (thrown) {
    return `“${fileName}” isn’t a flow: ${thrown instanceof Error ? thrown.message : 'it isn’t JSON'}.`;
  }
  if (!isJsonObject(document) || !Array.isArray(document.steps)) return `“${fileName}” isn’t a flow: it has no steps.`;
  const steps = document.steps.filter(isJsonObject);
  const slots = isJsonObject(document.connections) ? Object.entries(document.connections) : [];
  return {
    fileName,
    text,
    name: typeof document.name === 'string' && document.name !== '' ? document.name : fileName,
    stepNames: steps.map((step) => String(step.name ?? step.type ?? 'Step')),
    connections: slots.map(([slot, value]) => ({
      slot,
      connector: isJsonObject(value) && typeof value.connector === 'string' ? value.connector : '',
    })),
  };
}
