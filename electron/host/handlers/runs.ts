import { implementer } from './implementer.ts';

const runs = implementer.runs;

/** `contract.runs`. */
export const runHandlers = {
  start: runs.start.handler(({ context, input }) => context.runs.startStored(input)),
  paused: runs.paused.handler(({ context, input }) => ({ paused: context.runs.paused(input.runId) })),
  proceed: runs.proceed.handler(({ context, input: { runId, pause, ...answer } }) => ({
    proceeding: context.runs.proceed(runId, pause, answer),
  })),
  cancel: runs.cancel.handler(({ context, input }) => ({ cancelling: context.runs.cancel(input.runId) })),
  resume: runs.resume.handler(async ({ context, input }) => {
    const { runId, result } = await context.runs.resume(input.runId);
    // The run tells its own failure through its events; nobody waits for this promise.
    result.catch(() => undefined);
    return { runId };
  }),
  forecast: runs.forecast.handler(({ context, input }) => context.forecasts.stored(input)),
  plan: runs.plan.handler(({ context, input: { runId, ...page } }) => context.runs.plans.page(runId, page)),
  applyPlan: runs.applyPlan.handler(async ({ context, input }) => {
    const { result, ...applied } = await context.runs.plans.apply(input.runId);
    // The run tells its own failure through its events; nobody waits for this promise.
    result?.catch(() => undefined);
    return applied;
  }),
  rerun: runs.rerun.handler(async ({ context, input }) => {
    const { runId, result } = await context.runs.reruns.rerun(input);
    // The run tells its own failure through its events; nobody waits for this promise.
    result.catch(() => undefined);
    return { runId };
  }),
  rerunOptions: runs.rerunOptions.handler(({ context, input }) => context.runs.reruns.options(input.runId)),
  list: runs.list.handler(({ context, input }) => context.runs.list(input)),
  get: runs.get.handler(({ context, input }) => context.runs.get(input.runId)),
  latest: runs.latest.handler(({ context, input }) => context.runs.latest(input.flowId)),
  records: runs.records.handler(({ context, input }) => context.runs.records(input)),
  failures: runs.failures.handler(({ context, input }) => context.runs.failures(input)),
  showFolder: runs.showFolder.handler(async ({ context, input: { runId, path } }) => ({
    shown: await context.failureFolders.show(runId, path),
  })),
  trace: runs.trace.handler(({ context, input }) => context.runs.trace(input)),
  called: runs.called.handler(({ context, input: { runId, ...of } }) => context.runs.called(runId, of)),
  remove: runs.remove.handler(async ({ context, input }) => {
    await context.runs.remove(input.runId);
    return { removed: true } as const;
  }),
  watch: runs.watch.handler(async function* ({ context, input, signal }) {
    yield* context.runs.watch(input.runId, input.afterSeq, signal);
  }),
};
