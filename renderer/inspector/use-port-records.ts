import { useEffect, useState } from 'react';
import { type ErrorDescription, toMillraceError } from '../../shared/errors/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { useHost } from '../host/host-context.tsx';
import { useRun } from '../stores/session.ts';

/** Records that left a port in the shown run, as far as they were asked for. */
export type PortRecords = {
  records: readonly JsonObject[];
  total: number;
  loading: boolean;
  error: ErrorDescription | undefined;
};

const nothing: PortRecords = { records: [], total: 0, loading: false, error: undefined };

/**
 * A page of the records that left a step by a port in the shown run; asked again while the run goes on, whenever more
 * have left. Empty while there is no run or no port.
 */
export function usePortRecords(
  step: string | undefined,
  port: string | undefined,
  offset: number,
  limit: number,
): PortRecords {
  const host = useHost();
  const runId = useRun((run) => run.runId);
  const count = useRun(({ state }) =>
    step === undefined || port === undefined ? undefined : state?.steps[step]?.out[port],
  );
  const finished = useRun(({ state }) => state?.durationMs !== undefined);
  const key = runId && step && port && count ? `${runId}/${step}/${port}/${offset}/${limit}` : undefined;
  const [answer, setAnswer] = useState<{ key: string; page: PortRecords }>();
  const progress = finished ? 'all' : Math.min(count ?? 0, offset + limit);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `progress` says when to ask again, it is no input
  useEffect(() => {
    if (key === undefined || !runId || !step || !port) return;
    let current = true;
    host.runs.records({ runId, step, port, offset, limit }).then(
      ({ records, total }) => current && setAnswer({ key, page: { records, total, loading: false, error: undefined } }),
      (thrown: unknown) =>
        current && setAnswer({ key, page: { ...nothing, error: toMillraceError(thrown).describe() } }),
    );
    return () => {
      current = false;
    };
  }, [host, key, runId, step, port, offset, limit, progress]);
  if (key === undefined) return nothing;
  return answer?.key === key ? answer.page : { ...nothing, loading: true };
}
