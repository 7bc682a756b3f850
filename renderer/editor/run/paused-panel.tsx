import { CirclePause } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { toMillraceError } from '../../../shared/errors/index.ts';
import type { PausedRecord } from '../../../shared/run/breakpoint.ts';
import { focusStep } from '../../canvas/canvas-keys.ts';
import { useHost } from '../../host/host-context.tsx';
import { useRun, useSession, useStep } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { announce } from '../../ui/live-regions.tsx';
import { showToast } from '../../ui/toasts.ts';
import styles from './paused-panel.module.css';
import { PausedRecordEditor } from './paused-record-editor.tsx';
import type { RunControl } from './use-run-control.ts';

/** The record that a run waits with at a breakpoint: to be looked at, changed, and let go on. */
export function PausedPanel({ control }: { control: RunControl }) {
  const host = useHost();
  const runId = useRun((run) => run.runId);
  // A new list stands for each pause, so a change of it is what to ask after.
  const pauses = useRun(({ state }) => (state?.status === 'waiting' ? state.paused : undefined));
  const [paused, setPaused] = useState<PausedRecord>();
  useEffect(() => {
    let open = true;
    if (runId === undefined || !pauses || pauses.length === 0) setPaused(undefined);
    else {
      host.runs.paused({ runId }).then(
        (answer) => open && setPaused(answer.paused[0]),
        () => open && setPaused(undefined),
      );
    }
    return () => {
      open = false;
    };
  }, [host, runId, pauses]);
  if (runId === undefined || !paused) return null;
  return <PausedForm key={paused.pause} runId={runId} paused={paused} onStop={control.stop} />;
}

function PausedForm({ runId, paused, onStop }: { runId: string; paused: PausedRecord; onStop(): void }) {
  const host = useHost();
  const session = useSession();
  const name = useStep(paused.step)?.name ?? paused.step;
  // What the run goes on with; undefined while what was written isn't a record.
  const [record, setRecord] = useState<PausedRecord['record'] | undefined>(paused.record);
  const [going, setGoing] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const edited = record !== undefined && JSON.stringify(record) !== JSON.stringify(paused.record);

  useEffect(() => {
    announce(`The run waits before ${name}, record ${paused.index + 1}.`);
    title.current?.focus();
  }, [name, paused.index]);

  const goOn = async (until: 'next' | 'end') => {
    if (!record) return;
    setGoing(true);
    try {
      await host.runs.proceed({ runId, pause: paused.pause, until, ...(edited ? { record } : {}) });
    } catch (thrown) {
      const { message, why } = toMillraceError(thrown);
      showToast(`The run couldn’t go on. ${message} ${why}`, { tone: 'info' });
      setGoing(false);
    }
  };

  return (
    <section className={styles.panel} aria-label="The run waits" data-testid="paused">
      <header className={styles.head}>
        <CirclePause size={20} strokeWidth={1.75} aria-hidden />
        <h2 ref={title} tabIndex={-1}>
          Waiting before “{name}” · record {paused.index + 1}
        </h2>
        <Button size="small" variant="ghost" onClick={() => focusStep(session, paused.step)}>
          Show step
        </Button>
      </header>
      <PausedRecordEditor record={paused.record} onChange={setRecord} />
      <footer className={styles.actions}>
        <span className={styles.note}>{edited ? 'The run goes on with your changes.' : ''}</span>
        <Button size="small" onClick={onStop}>
          Stop the run
        </Button>
        <Button size="small" aria-disabled={!record} onClick={() => void goOn('end')}>
          Go on without stopping
        </Button>
        <Button
          size="small"
          variant="primary"
          aria-disabled={!record}
          busyLabel={going ? 'Going on…' : undefined}
          onClick={() => void goOn('next')}
        >
          Go on
        </Button>
      </footer>
    </section>
  );
}
