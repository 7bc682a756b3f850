import { useState } from 'react';
import { toMillraceError } from '../../shared/errors/index.ts';
import { DEFAULT_HISTORY, type HistorySettings } from '../../shared/run/history.ts';
import { formatCount, formatNumber } from '../format/count.ts';
import { formatBytes } from '../format/size.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { useAppInfo } from '../stores/host-data.ts';
import { useMay } from '../stores/rights.ts';
import { Banner, Button, ConfirmDialog, ErrorCard, SelectField, Skeleton, showToast, Toggle } from '../ui/index.ts';
import styles from './settings-screen.module.css';

type Limit = 'days' | 'runsOfAFlow' | 'bytes';

/** What each limit can be set to here, and how it reads. */
const choices: { limit: Limit; label: string; help: string; values: number[]; show: (value: number) => string }[] = [
  {
    limit: 'days',
    label: 'Keep runs for',
    help: 'Older runs are removed after the next run.',
    values: [7, 30, 90, 365],
    show: (days) => formatCount(days, 'day'),
  },
  {
    limit: 'runsOfAFlow',
    label: 'Runs of one flow',
    help: 'The oldest go first. The newest failed run of a flow always stays.',
    values: [100, 1_000, 10_000],
    show: (runs) => formatCount(runs, 'run'),
  },
  {
    limit: 'bytes',
    label: 'Room for all runs',
    help: 'What runs leave on this computer takes about that much at most.',
    values: [100_000_000, 500_000_000, 1_000_000_000, 5_000_000_000, 20_000_000_000],
    show: formatBytes,
  },
];

/** What is kept of runs: how long, how many, how much, and whether records are kept. */
export function HistorySection() {
  const client = useHost();
  const { dataFolder } = useAppInfo();
  const mayChange = useMay('changeSettings');
  const history = useResource('history', () => client.history.get(), {
    refreshOn: (change) => change.type === 'settings.changed' || change.type === 'runs.changed',
  });
  const [asked, setAsked] = useState<HistorySettings>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();

  if (!history.data) {
    return history.error ? (
      <ErrorCard error={history.error} onRetry={history.refresh} />
    ) : (
      history.showSkeleton && <Skeleton width="60%" />
    );
  }
  const { settings, size } = history.data;

  const change = async (next: HistorySettings) => {
    setBusy(true);
    setFailure(undefined);
    try {
      const { size: after } = await client.history.change(next);
      if (after.runs < size.runs) showToast(`${formatCount(size.runs - after.runs, 'run was', 'runs were')} removed.`);
    } catch (thrown) {
      setFailure(toMillraceError(thrown).message);
    }
    void history.refresh();
    setBusy(false);
    setAsked(undefined);
  };
  /** Less may remove runs for good, so that is asked about first. */
  const choose = (next: HistorySettings) => {
    if (choices.some(({ limit }) => next[limit] < settings[limit])) setAsked(next);
    else void change(next);
  };

  const reset = () => {
    if (isDefault(settings)) showToast('These are the defaults already.', { tone: 'info' });
    else choose(DEFAULT_HISTORY);
  };

  return (
    <>
      {failure !== undefined && <Banner tone="error">This setting couldn’t be saved: {failure}</Banner>}
      {!mayChange && (
        <dl className={styles.row}>
          {choices.map(({ limit, label, show }) => (
            <div key={limit} style={{ display: 'contents' }}>
              <dt>{label}</dt>
              <dd>{show(settings[limit])}</dd>
            </div>
          ))}
          <dt>Record data</dt>
          <dd>{settings.keepsRecords ? 'Kept' : 'Not kept'}</dd>
        </dl>
      )}
      {mayChange &&
        choices.map(({ limit, label, help, values, show }) => (
          <SelectField
            key={limit}
            label={label}
            help={help}
            value={String(settings[limit])}
            options={[...new Set([...values, settings[limit]])]
              .sort((one, other) => one - other)
              .map((value) => ({ value: String(value), label: show(value) }))}
            onChange={(value) => value !== null && choose({ ...settings, [limit]: Number(value) })}
          />
        ))}
      {mayChange && (
        <Toggle
          label="Keep record data"
          help="Off, runs keep counts only, whatever their flow says, and what it takes to try again what failed. Earlier runs stay as they are."
          checked={settings.keepsRecords}
          onChange={(keepsRecords) => void change({ ...settings, keepsRecords })}
        />
      )}
      <dl className={styles.row}>
        <dt>In use</dt>
        <dd>
          {formatNumber(size.runs)} {size.runs === 1 ? 'run' : 'runs'}, about {formatBytes(size.bytes)}
        </dd>
        <dt>Data folder</dt>
        <dd>
          <code>{dataFolder}</code>
        </dd>
      </dl>
      {mayChange && (
        <div className={styles.actions}>
          <Button onClick={reset}>Use the defaults</Button>
        </div>
      )}
      <ConfirmDialog
        open={asked !== undefined}
        title="Keep less of what ran?"
        verb="Keep less"
        danger
        busyLabel={busy ? 'Removing…' : undefined}
        onConfirm={() => asked && void change(asked)}
        onClose={() => setAsked(undefined)}
      >
        <p>
          Runs past the new limit are removed from this computer for good, the oldest first. The newest failed run of
          each flow stays. What runs did in other systems stays, too.
        </p>
      </ConfirmDialog>
    </>
  );
}

function isDefault(settings: HistorySettings): boolean {
  return (
    settings.keepsRecords === DEFAULT_HISTORY.keepsRecords &&
    choices.every(({ limit }) => settings[limit] === DEFAULT_HISTORY[limit])
  );
}
