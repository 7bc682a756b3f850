import { z } from 'zod';
import type { Catalog } from '../connector/manifest.ts';
import { isJsonObject } from '../json/json.ts';
import { identifier, jsonObject, reads, requires, timestamp } from './base.ts';

/** A choice that a connection offers: an object of the org, or a field of it. */
export const remoteOption = z.object({
  value: z.string(),
  label: z.string(),
  /** For a field: its type, whether it must be given, and the values it takes. */
  type: z.string().optional(),
  required: z.boolean().optional(),
  values: z.array(z.string()).optional(),
});
export type RemoteOption = z.infer<typeof remoteOption>;

export const catalogContract = {
  /** Every step type and connector of this installation, as plain data. */
  list: reads.output(z.custom<Catalog>((value) => isJsonObject(value) && Array.isArray(value.steps))),
  /** The options that a field's `load` names, asked of the connection; `settings` are the step's. */
  loadOptions: requires('editFlows')
    .input(z.object({ connectionId: identifier, stepType: z.string(), load: z.string(), settings: jsonObject }))
    .output(z.object({ options: z.array(remoteOption), fetchedAt: timestamp })),
};
