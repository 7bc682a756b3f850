import { z } from 'zod';
import type { FlowStep } from '../flow/document.ts';
import { isJsonObject } from '../json/json.ts';
import { identifier, reads, requires } from './base.ts';
import { flowRecord } from './flows.ts';

const step = z.custom<FlowStep>(isJsonObject, 'Expected a step');

const templateSummary = z.object({
  id: identifier,
  name: z.string(),
  description: z.string(),
  steps: z.array(step),
  /** The connections that its flow asks for. */
  slots: z.array(z.object({ name: z.string(), connector: z.string() })),
});
export type TemplateSummary = z.infer<typeof templateSummary>;

export const templatesContract = {
  list: reads.output(z.array(templateSummary)),
  /**
   * Makes a flow of a template, with empty slots or, with `practice`, those that a practice connection fits filled with
   * it. Its sample files replace none that are there.
   */
  use: requires('editFlows')
    .input(z.object({ id: identifier, practice: z.boolean().optional() }))
    .output(flowRecord),
};
