import { z } from 'zod';
import type { ErrorDescription } from '../errors/index.ts';
import type { FlowDocument } from '../flow/document.ts';
import type { FlowProblem } from '../flow/problem.ts';
import { isJsonObject } from '../json/json.ts';
import { displayName, identifier, reads, requires, timestamp } from './base.ts';

const document = z.custom<FlowDocument>(
  (value) => isJsonObject(value) && Array.isArray(value.steps) && Array.isArray(value.edges),
  'Expected a flow',
);

/** Slot → id of the connection on this computer that fills it. */
const bindings = z.record(z.string(), z.string());

export const lastRun = z.object({ runId: z.string(), status: z.string(), startedAt: timestamp });

/** What keeps a trigger from working; `step` is null where it concerns the whole flow. */
const triggerTrouble = z.object({
  step: z.object({ id: z.string(), name: z.string(), type: z.string() }).nullable(),
  error: z.custom<ErrorDescription>(isJsonObject),
});
export type TriggerTrouble = z.infer<typeof triggerTrouble>;

/** How the activation of a flow stands. */
export const flowActivation = z.object({
  /** The version that is active; the draft may be newer. */
  revision: z.number(),
  pausedAt: timestamp.nullable(),
  /** Why it is paused, in a sentence; null while it isn’t. */
  pauseReason: z.string().nullable(),
  /** What keeps its trigger from working just now; null while nothing does. */
  trouble: z.string().nullable(),
  /** The same, each by its step; empty where nothing starts by itself for another reason. */
  troubles: z.array(triggerTrouble),
  /** Runs that were missed and that nobody has seen to. */
  missed: z.number(),
});
export type FlowActivation = z.infer<typeof flowActivation>;

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
  /** Flows with a step that calls it. */
  calledBy: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Null for a flow that isn’t active. */
  activation: flowActivation.nullable(),
});
export type FlowSummary = z.infer<typeof flowSummary>;

export const flowRecord = z.object({
  id: z.string(),
  revision: z.number(),
  document,
  bindings,
  status: z.enum(['draft', 'active', 'inactive']),
  updatedAt: timestamp,
  activation: flowActivation.nullable(),
});
export type FlowRecord = z.infer<typeof flowRecord>;

/** A flow as a file; `pinnedLeftOut` counts the steps whose pinned data isn't in it. */
const exportedFlow = z.object({ fileName: z.string(), text: z.string(), pinnedLeftOut: z.number().int() });
export type ExportedFlow = z.infer<typeof exportedFlow>;

/** A problem with the name of its step, where it has one. */
export type ReviewedProblem = FlowProblem & { stepName?: string };
const reviewedProblem = z.custom<ReviewedProblem>(isJsonObject);

/** What activating a flow as it is now would mean. */
export const activationReview = z.object({
  revision: z.number(),
  /** What starts it by itself, each in a sentence; empty while there are problems. */
  starts: z.array(z.object({ step: z.string(), name: z.string(), sentence: z.string() })),
  /** The connections it uses; with one that isn’t `ready` it isn’t activated. */
  connections: z.array(z.object({ id: z.string(), name: z.string(), status: z.string(), ready: z.boolean() })),
  /** Those that stop it. A connection that isn’t chosen is one, though a run by hand may begin without. */
  problems: z.array(reviewedProblem),
  /** Those that don’t. */
  warnings: z.array(reviewedProblem),
});
export type ActivationReview = z.infer<typeof activationReview>;

/** A moment at which a flow should have started and didn’t. */
export const missedRun = z.object({
  number: z.number(),
  flowId: z.string(),
  flowName: z.string(),
  step: z.string(),
  dueAt: timestamp,
  /** There were earlier ones that aren’t listed. */
  more: z.boolean(),
  /** Millrace wasn’t open; the computer slept; the flow was paused; a run still went; or the run couldn’t begin. */
  reason: z.enum(['closed', 'asleep', 'paused', 'overlap', 'refused']),
  /** Why the run couldn’t begin; else empty. */
  detail: z.string(),
  /** A run caught up (`runId`); nothing was done on purpose; or nobody has decided yet. */
  state: z.enum(['caught-up', 'skipped', 'open']),
  runId: z.string().nullable(),
  /** Somebody has seen to it. */
  settled: z.boolean(),
});
export type MissedRun = z.infer<typeof missedRun>;

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
  /** The flow's file. Without `includePinned` it leaves pinned data out, which is data of runs. */
  exportFile: reads.input(one.extend({ includePinned: z.boolean().optional() })).output(exportedFlow),
  /** Stores a flow from a file's text; binds nothing and runs nothing (S24). */
  importFile: requires('editFlows')
    .input(z.object({ text: z.string() }))
    .output(flowRecord),
  /** What `activate` would do, and what stands in its way. */
  review: reads.input(one).output(activationReview),
  /**
   * Lets the flow’s triggers start this version by themselves; edits change only the draft until it is called again. Goes
   * on with a paused flow. FLOW_PROBLEMS, TRIGGER_NOT_AUTOMATIC, CONNECTION_NOT_READY.
   */
  activate: requires('runFlows').input(one).output(flowRecord),
  /** Runs under way end; those that wait for their turn don’t begin. */
  deactivate: requires('runFlows').input(one).output(flowRecord),
  /** The gap ledger, newest first: of one flow or of all, all of it or what nobody has seen to. */
  missed: reads
    .input(
      z.object({
        flowId: identifier.optional(),
        unsettled: z.boolean().optional(),
        offset: z.number().int().min(0),
        limit: z.number().int().min(1).max(1000),
      }),
    )
    .output(z.object({ missed: z.array(missedRun), total: z.number() })),
  /** Sees to what was missed of a flow: runs the latest, all of it, or nothing. NOTHING_MISSED where none can be run. */
  catchUp: requires('runFlows')
    .input(z.object({ id: identifier, choice: z.enum(['latest', 'all', 'skip']) }))
    .output(z.object({ runIds: z.array(z.string()) })),
};
