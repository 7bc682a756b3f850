import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../json/json.ts';

/**
 * The form of a flow, in zod. Every object is loose: keys that this version doesn't know are kept (R22). It only
 * checks; the value that was checked is used as it came, so nothing is added, dropped or reordered on the way.
 */
const jsonObject = z.custom<JsonObject>(isJsonObject, 'should be an object');
const place = z.tuple([z.number(), z.number()]);

const connectionSlot = z.looseObject({
  connector: z.string(),
  needs: z
    .looseObject({ objects: z.array(z.string()).optional(), access: z.enum(['read', 'write']).optional() })
    .optional(),
});

const parameter = z.looseObject({
  name: z.string(),
  type: z.enum(['text', 'number', 'boolean', 'date', 'json']),
  label: z.string().optional(),
  help: z.string().optional(),
});

const step = z.looseObject({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  connection: z.string().optional(),
  settings: jsonObject.optional(),
  onError: z.enum(['stop', 'skip', 'port']).optional(),
  retry: z.looseObject({ attempts: z.int().min(0).optional() }).optional(),
  timeoutSeconds: z.number().positive().optional(),
  disabled: z.boolean().optional(),
  notes: z.string().optional(),
});

const edge = z.looseObject({
  from: z.string(),
  port: z.string().optional(),
  to: z.string(),
  toPort: z.string().optional(),
});

const settings = z.looseObject({
  retention: z.enum(['full', 'sampled', 'errors', 'none']).optional(),
  durable: z.boolean().optional(),
  batchSize: z.int().positive().optional(),
  overlap: z.enum(['skip', 'queue', 'parallel']).optional(),
  timeoutSeconds: z.number().positive().optional(),
});

const layout = z.looseObject({
  steps: z.record(z.string(), place).optional(),
  connections: z.record(z.string(), place).optional(),
  notes: z.array(jsonObject).optional(),
  groups: z.array(jsonObject).optional(),
});

/** The schema of format 1, after its `format` was looked at. */
export const flowSchema = z.looseObject({
  format: z.string(),
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  connections: z.record(z.string(), connectionSlot).optional(),
  parameters: z.array(parameter).optional(),
  steps: z.array(step),
  edges: z.array(edge),
  settings: settings.optional(),
  layout: layout.optional(),
  pinned: z.record(z.string(), z.array(jsonObject)).optional(),
});
