import { useEffect, useState } from 'react';
import type { FollowedRecord } from '../../shared/run/record-way.ts';
import type { RunState } from '../../shared/run/state.ts';
import { formatCount } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { tickChecklist } from '../stores/settings.ts';
import { Button, DataTable, ErrorCard, Segmented, SkeletonRows } from '../ui/index.ts';
import { keepsLineage, type RecordSource } from './record-sources.ts';
import styles from './step-panel.module.css';

/** Records of one page (ui.md §16: previews hold at most 1,000). */
const PAGE = 1000;

/** The records of a port, a page at a time; with several ports one is chosen. */
export function RecordsView({
  runId,
  sources,
  state,
  label,
  onFollow,
}: {
  runId: string;
  sources: readonly RecordSource[];
  state: RunState;
  label: string;
  /** Follows a record through the run. */
  onFollow: (record: FollowedRecord) => void;
}) {
  const fullest = sources.toSorted((one, other) => other.count - one.count)[0];
  const [wish, setWish] = useState<string>();
  const source = sources.find((candidate) => keyOf(candidate) === wish) ?? fullest;
  if (!source) return <p className={styles.none}>Nothing came in.</p>;
  return (
    <div className={styles.records}>
      {sources.length > 1 && (
        <div className={styles.sources}>
          <Segmented
            label="From"
            value={keyOf(source)}
            options={sources.map((candidate) => ({
              value: keyOf(candidate),
              label: `${candidate.label} (${candidate.count})`,
            }))}
            onChange={setWish}
          />
        </div>
      )}
      <PortRecords key={keyOf(source)} {...{ runId, source, state, label, onFollow }} />
    </div>
  );
}

function keyOf({ step, port }: RecordSource): string {
  return `${step}/${port}`;
}

function PortRecords({
  runId,
  source,
  state,
  label,
  onFollow,
}: {
  runId: string;
  source: RecordSource;
  state: RunState;
  label: string;
  onFollow: (record: FollowedRecord) => void;
}) {
  const client = useHost();
  const [offset, setOffset] = useState(0);
  const settled = state.steps[source.step]?.status ?? 'queued';
  const { step, port } = source;
  const page = useResource(`${runId} ${step} ${port} ${offset} ${settled}`, () =>
    client.runs.records({ runId, step, port, offset, limit: PAGE }),
  );
  const hasRecords = (page.data?.records.length ?? 0) > 0;
  useEffect(() => {
    if (hasRecords) tickChecklist('lookedAtData');
  }, [hasRecords]);

  if (page.error && !page.data) return <ErrorCard error={page.error} onRetry={page.refresh} />;
  if (!page.data) return page.showSkeleton ? <SkeletonRows /> : null;
  const { records, total } = page.data;
  if (records.length === 0) {
    return (
      <p className={styles.none}>
        {source.count === 0
          ? 'No records.'
          : `${formatCount(source.count, 'record')} passed here, but none of them were kept. The flow’s settings say how much is.`}
      </p>
    );
  }
  return (
    <>
      {(total > PAGE || total < source.count) && (
        <div className={styles.sources}>
          <span>
            {offset + 1}–{offset + records.length} of {formatCount(total, 'kept record')}
            {total < source.count && `, ${formatCount(source.count, 'record')} passed`}
          </span>
          <span>
            {offset > 0 && (
              <Button size="small" onClick={() => setOffset(Math.max(0, offset - PAGE))}>
                Previous
              </Button>
            )}
            {offset + PAGE < total && (
              <Button size="small" onClick={() => setOffset(offset + PAGE)}>
                Next
              </Button>
            )}
          </span>
        </div>
      )}
      <DataTable
        records={records}
        label={label}
        firstIndex={offset}
        rowAction={
          keepsLineage(state)
            ? {
                label: (number) => `Follow record ${number}`,
                run: (index) => onFollow({ runId, step, port, index: offset + index }),
              }
            : undefined
        }
      />
    </>
  );
}
