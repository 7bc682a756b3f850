import type { SourceEstimate } from '../../../shared/run/forecast.ts';
import { RunOrigins } from '../../engine/origins.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { Spill } from '../../ports/spill.ts';
import type { CallContext } from '../../ports/step.ts';
import { withholdWrites } from '../gateway/policy.ts';
import type { StepSupply } from '../steps/step-supply.ts';
import { noFlowCalls } from './flow-calls.ts';
import type { RunDocumentRequest } from './run-request.ts';

/** How long all sources together may take to say how much they hold, in milliseconds. */
const PATIENCE_MS = 10_000;

type Parts = { clock: Clock; random: Random; steps: StepSupply; openSpill(): Spill };

/**
 * Asks sources of a flow how much they hold, without reading it. A source that can't say it, doesn't in time, or depends
 * on records that aren't there yet, is left out: a forecast never fails for it.
 */
export async function askSources(
  { clock, random, steps, openSpill }: Parts,
  request: RunDocumentRequest,
  stepIds: readonly string[],
): Promise<Map<string, SourceEstimate>> {
  const { document, bindings, baseFolder } = request;
  const found = new Map<string, SourceEstimate>();
  const patience = new AbortController();
  const cancel = clock.schedule(PATIENCE_MS, () => patience.abort());
  const lent = steps.lend({
    bindings,
    baseFolder,
    flowId: document.id,
    policy: withholdWrites,
    flowCalls: noFlowCalls,
  });
  const parameters = Object.fromEntries(
    (document.parameters ?? []).map(({ name, default: value }) => [name, value ?? null]),
  );
  const record = request.input?.[0] ?? {};

  const ask = async (stepId: string): Promise<void> => {
    const step = document.steps.find(({ id }) => id === stepId);
    const definition = step && (await steps.find(step.type));
    if (!step || !definition) return;
    const { signal } = patience;
    const { manifest } = definition;
    const services = await lent({ runId: '', step, manifest, signal, called: () => undefined });
    const runner = await definition.prepare({
      step,
      settings: step.settings ?? {},
      parameterNames: Object.keys(parameters),
      services,
      clock,
      openSpill,
      origins: new RunOrigins(openSpill),
      keepsLineage: false,
      endRun: () => undefined,
    });
    if (runner.shape !== 'source' || !runner.estimate) return;
    const call: CallContext = {
      signal,
      attempt: 1,
      idempotencyKey: (index) => `forecast:${index}`,
      scopeFor: (of) => ({
        record: of,
        parameters: { ...parameters, ...request.parameters },
        trigger: record,
        vars: {},
        run: { id: '', startedAt: new Date(clock.now()).toISOString() },
        now: () => clock.now(),
        uuid: () => random.uuid(),
      }),
      warn: () => undefined,
    };
    found.set(stepId, await runner.estimate(record, call));
  };
  try {
    await Promise.allSettled(stepIds.map(ask));
  } finally {
    cancel();
  }
  return found;
}
