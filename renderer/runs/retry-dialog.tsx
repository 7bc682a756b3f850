import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { RunState } from '../../shared/run/state.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { showActionError } from '../stores/action-error.ts';
import { navigate } from '../stores/navigation.ts';
import { announce, Button, Dialog, ErrorCard, RadioCards } from '../ui/index.ts';
import styles from './retry-dialog.module.css';
import { retryChoices } from './retry-words.ts';

/** Asks from where, and with which flow, a run is tried again; says beforehand what would be done a second time. */
export function RetryDialog({ number, state, onClose }: { number: number; state: RunState; onClose(): void }) {
  const client = useHost();
  const { runId, steps } = state.header;
  const { data, error } = useResource(`retries of ${runId}`, () => client.runs.rerunOptions({ runId }));
  const [wish, setWish] = useState<string>();
  const [starting, setStarting] = useState(false);
  const nameOf = (id: string) => steps.find((step) => step.id === id)?.name ?? id;
  const choices = data ? retryChoices(data, nameOf) : [];
  const possible = choices.filter(({ option }) => option.unavailable === null);
  const chosen = possible.find(({ value }) => value === wish) ?? possible[0];

  const start = async () => {
    if (!chosen) return;
    setStarting(true);
    try {
      const { version, from } = chosen.option;
      const again = await client.runs.rerun({ runId, version, from });
      announce('Run started.');
      navigate({ screen: 'run', runId: again.runId });
      onClose();
    } catch (thrown) {
      showActionError(`Run ${number} couldn’t be tried again`, thrown, state.header);
      setStarting(false);
    }
  };

  return (
    <Dialog
      open
      size="medium"
      title={`Retry run ${number}`}
      onClose={onClose}
      onSubmit={() => void start()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            aria-disabled={!chosen}
            busyLabel={starting ? 'Starting…' : undefined}
          >
            Retry
          </Button>
        </>
      }
    >
      {error && <ErrorCard error={error} />}
      {choices.length > 0 && (
        <RadioCards
          label="Where to begin"
          hideLabel
          value={chosen?.value ?? ''}
          options={choices.map(({ value, label, note, repeats, option }) => ({
            value,
            label,
            help: repeats ? (
              <span className={styles.warning}>
                <TriangleAlert size={16} strokeWidth={1.75} aria-hidden />
                {note}
              </span>
            ) : (
              note
            ),
            disabled: option.unavailable !== null,
          }))}
          onChange={setWish}
        />
      )}
    </Dialog>
  );
}
