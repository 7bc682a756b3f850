import type { Forecast } from '../../../shared/contract/index.ts';
import { addEstimates, type Estimate, exactly, multiplyEstimates, UNKNOWN } from '../../../shared/run/forecast.ts';
import type { FlowFinder } from './find-called-flow.ts';
import { bindingsOf } from './flow-calls.ts';
import type { RunDocumentRequest } from './run-request.ts';

type CalledForecast = { calls: Estimate; connections: Forecast['connections'] };

/** What the flows that steps of a run call would take in all, by the step that calls. */
export type CalledForecasts = ReadonlyMap<string, CalledForecast>;

type Parts = {
  find: FlowFinder;
  /** The forecast of one call. */
  forecast(request: RunDocumentRequest): Promise<Forecast>;
  /** The flows around, by id, so that a circle, which no run would begin, ends. */
  around: readonly string[];
};

/**
 * Forecasts the flows that steps call: once for each record that reaches the step. What can’t be found, or stands around
 * itself, is unknown.
 */
export async function forecastCalled(
  { document, bindings, baseFolder }: Pick<RunDocumentRequest, 'document' | 'bindings' | 'baseFolder'>,
  records: ReadonlyMap<string, Estimate>,
  { find, forecast, around }: Parts,
): Promise<CalledForecasts> {
  const calling = document.steps.filter(
    ({ id, type, disabled }) => type === 'call_flow' && !disabled && records.has(id),
  );
  const found = calling.map(async ({ id, settings }): Promise<[string, CalledForecast]> => {
    const times = records.get(id) ?? UNKNOWN;
    const called = await find(String(settings?.flow ?? ''), baseFolder).catch(() => undefined);
    if (!called || around.includes(called.document.id)) return [id, { calls: UNKNOWN, connections: [] }];
    const { revision, baseFolder: folder } = called;
    const once = await forecast({
      document: called.document,
      revision,
      bindings: bindingsOf(called, bindings),
      baseFolder: folder,
    });
    const connections = once.connections.map((one) => ({ ...one, calls: multiplyEstimates(times, one.calls) }));
    const calls = connections.reduce((sum, one) => addEstimates(sum, one.calls), NO_CALLS);
    return [id, { calls, connections }];
  });
  return new Map(await Promise.all(found));
}

/** Nothing, whatever is added to it: it says no more and no less than that. */
export const NO_CALLS: Estimate = { ...exactly(0), how: 'measured' };
