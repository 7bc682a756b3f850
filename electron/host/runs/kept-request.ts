import { z } from 'zod';
import { partOfRun } from '../../../shared/contract/run-scope.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { type FlowDocument, readFlow } from '../../../shared/flow/index.ts';
import { isJsonObject, type JsonObject } from '../../../shared/json/json.ts';
import type { RequestData } from '../../storage/index.ts';
import type { RunDocumentRequest } from './run-request.ts';

const jsonObject = z.custom<JsonObject>(isJsonObject);

const warning = z.object({ code: z.string(), message: z.string(), field: z.string().exactOptional() });

const schema = z.object({
  document: jsonObject,
  revision: z.number(),
  bindings: z.record(z.string(), z.string()),
  parameters: jsonObject.optional(),
  trigger: z.string().optional(),
  input: z.array(jsonObject).optional(),
  inputWarnings: z.array(warning).optional(),
  baseFolder: z.string(),
  retention: z.enum(['full', 'sampled', 'errors', 'none']).optional(),
  ...partOfRun,
  applies: z.string().optional(),
  retryOf: z.object({ runId: z.string(), number: z.number() }).optional(),
  continues: z.object({ runId: z.string(), keysOf: z.string() }).optional(),
  calledBy: z
    .object({
      runId: z.string(),
      number: z.number(),
      flowName: z.string(),
      step: z.string(),
      place: z.number(),
      chain: z.array(z.object({ id: z.string(), name: z.string() })),
      open: z.literal(true).optional(),
      planned: z.literal(true).optional(),
    })
    .optional(),
});

type KeptRequest = Omit<
  RunDocumentRequest,
  'runId' | 'durable' | 'dryRun' | 'signal' | 'onEvent' | 'opened' | 'retries'
>;

/** What a run was asked to do, as plain data: all that it needs to go on in another process. */
export function toKept(request: KeptRequest): RequestData {
  const { document, revision, bindings, parameters, trigger, input, inputWarnings, baseFolder, retention, applies } =
    request;
  const { scope, firstRecords, usesPinned, breakpoints, retryOf, continues, calledBy } = request;
  const part = { scope, firstRecords, usesPinned, breakpoints, retryOf, continues };
  return {
    document,
    revision,
    bindings,
    parameters,
    trigger,
    input,
    inputWarnings,
    baseFolder,
    retention,
    applies,
    calledBy,
    ...part,
  };
}

/** The request that was kept. Throws RUN_NOT_RESUMABLE when it can't be read any more. */
export function fromKept(kept: JsonObject): KeptRequest {
  const read = schema.safeParse(kept);
  if (!read.success) throw new MillraceError('RUN_NOT_RESUMABLE', { detail: 'what it had to do can’t be read.' });
  const { parameters, trigger, input, inputWarnings, retention, applies, retryOf, continues, calledBy, ...request } =
    read.data;
  const flow: FlowDocument = readFlow(request.document);
  return {
    ...request,
    document: flow,
    ...(parameters ? { parameters } : {}),
    ...(trigger ? { trigger } : {}),
    ...(input ? { input } : {}),
    ...(inputWarnings ? { inputWarnings } : {}),
    ...(retention ? { retention } : {}),
    ...(applies ? { applies } : {}),
    ...(retryOf ? { retryOf } : {}),
    ...(continues ? { continues } : {}),
    ...(calledBy ? { calledBy } : {}),
  };
}
