import { z } from 'zod';
import type { FlowDocument } from '../flow/document.ts';
import { isJsonObject } from '../json/json.ts';
import { displayName, identifier, reads, requires, timestamp } from './base.ts';

const document = z.custom<FlowDocument>(
  (value) => isJsonObject(value) && Array.isArray(value.steps) && Array.isArray(value.edges),
  'Expected a flow',
);

/** Slot → id of the connection on this computer that fills it. */
const bindings = z.record(z.string(), z.string());

export const lastRun = z.object({ runId: z.string(), status: z.string(), startedAt: timestamp });

export const flowSummary = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** Counts saves; shown as Version. */
  revision: z.number(),
  status: z.enum(['draft', 'active', 'inactive', 'damaged']),
  updatedAt: timestamp,
  lastRun: lastRun.nullable(),
  connections: z.array(z.object({ id: z.string(), name: z.string(), status: z.string() })),
  stepCount: z.number(),
});
export type FlowSummary = z.infer<typeof flowSummary>;

export const flowRecord = z.object({
  id: z.string(),
  revision: z.number(),
  document,
  bindings,
  status: z.enum(['draft', 'active', 'inactive']),
  updatedAt: timestamp,
});
export type FlowRecord = z.infer<typeof flowRecord>;

const one = z.object({ id: identifier });

export const flowsContract = {
  list: reads.output(z.array(flowSummary)),
  get: reads.input(one).output(flowRecord),
  /** A new flow: empty, or from a document (its id is replaced when taken). */
  create: requires('editFlows')
    .input(z.object({ name: displayName, document: document.optional() }))
    .output(flowRecord),
  /** Saves a draft whole. `revision` is the one it was read at; SAVE_CONFLICT when another saved since. */
  save: requires('editFlows')
    .input(z.object({ id: identifier, revision: z.number().int(), document, bindings }))
    .output(z.object({ revision: z.number(), savedAt: timestamp })),
  rename: requires('editFlows')
    .input(z.object({ id: identifier, name: displayName }))
    .output(flowRecord),
  duplicate: requires('editFlows').input(one).output(flowRecord),
  /** Moves it to “Recently deleted” for 30 days. */
  remove: requires('editFlows')
    .input(one)
    .output(z.object({ removed: z.literal(true) })),
  restore: requires('editFlows').input(one).output(flowRecord),
  /** The canonical file, without connections' ids, secrets or run data. */
  exportFile: reads.input(one).output(z.object({ fileName: z.string(), text: z.string() })),
  /** Stores a flow from a file's text; binds nothing and runs nothing (S24). */
  importFile: requires('editFlows')
    .input(z.object({ text: z.string() }))
    .output(flowRecord),
};
