import { useState } from 'react';
import { formatCount } from '../../format/count.ts';
import { formatMoment } from '../../format/time.ts';
import { useHost } from '../../host/host-context.tsx';
import { useResource } from '../../host/use-resource.ts';
import { useSession, useStep, useView } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { RadioCards } from '../../ui/radio-cards.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { selectedStep } from './run-part.ts';
import type { RunControl } from './use-run-control.ts';

/** Runs that are offered. */
const SHOWN = 20;

/** Asks for the run whose records the selected step is to run on, alone or with all that is behind it. */
export function ChooseData({ control, onClose }: { control: RunControl; onClose(): void }) {
  const host = useHost();
  const { flowId } = useSession();
  const step = useStep(useView(({ selectedIds }) => selectedStep(selectedIds)));
  const { data, error } = useResource(`runs of ${flowId}`, () => host.runs.list({ flowId, offset: 0, limit: SHOWN }));
  const [chosen, setChosen] = useState<string>();
  // What a dry run hands on was only planned.
  const runs = data?.runs.filter(({ dryRun }) => !dryRun);
  const dataFrom = chosen ?? runs?.[0]?.runId;
  const start = (kind: 'only' | 'from') => {
    onClose();
    if (step && dataFrom !== undefined) control.run({ scope: { kind, step: step.id, dataFrom } });
  };
  const ready = step !== undefined && dataFrom !== undefined;
  return (
    <Dialog
      open
      size="medium"
      title={`Run “${step?.name ?? ''}” with the data of a run`}
      onClose={onClose}
      onSubmit={() => start('only')}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {ready && <Button onClick={() => start('from')}>Run from this step on</Button>}
          {ready && (
            <Button type="submit" variant="primary">
              Run only this step
            </Button>
          )}
        </>
      }
    >
      {error && <ErrorCard error={error} />}
      {runs?.length === 0 && <p>This flow hasn’t run yet, so there is no data to use.</p>}
      {runs && runs.length > 0 && (
        <RadioCards
          label="Data of"
          value={dataFrom ?? ''}
          options={runs.map(({ runId, number, status, startedAt, records }) => ({
            value: runId,
            label: `Run ${number}`,
            help: `${formatMoment(startedAt)} · ${formatCount(records, 'record')}`,
            tag: <StatusBadge status={status} />,
          }))}
          onChange={setChosen}
        />
      )}
    </Dialog>
  );
}
