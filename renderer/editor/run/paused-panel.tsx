import { CirclePause } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { toMillraceError } from '../../../shared/errors/index.ts';
import type { PausedRecord } from '../../../shared/run/breakpoint.ts';
import { focusStep } from '../../canvas/canvas-keys.ts';
import { useHost } from '../../host/host-context.tsx';
import { useRun, useSession, useStep } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { announce } from '../../ui/live-regions.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import styles from './paused-panel.module.css';
import { readOneRecord } from './record-text.ts';
import type { RunControl } from './use-run-control.ts';

/** Lines of the record that are in view without scrolling; the canvas below keeps its room. */
const MOST_LINES = 10;

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
  const [text, setText] = useState(() => JSON.stringify(paused.record, null, 2));
  const [original] = useState(text);
  const [going, setGoing] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const { value, complaint } = readOneRecord(text);

  useEffect(() => {
    announce(`The run waits before ${name}, record ${paused.index + 1}.`);
    title.current?.focus();
  }, [name, paused.index]);

  const goOn = async (until: 'next' | 'end') => {
    if (!value) return;
    setGoing(true);
    try {
      const record = text === original ? {} : { record: value };
      await host.runs.proceed({ runId, pause: paused.pause, until, ...record });
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
      <TextArea
        label="The record, as JSON"
        hideLabel
        rows={Math.min(MOST_LINES, original.split('\n').length)}
        spellCheck={false}
        error={complaint}
        value={text}
        onChange={setText}
      />
      <footer className={styles.actions}>
        <span className={styles.note}>{text === original ? '' : 'The run goes on with your changes.'}</span>
        <Button size="small" onClick={onStop}>
          Stop the run
        </Button>
        <Button size="small" aria-disabled={!value} onClick={() => void goOn('end')}>
          Go on without stopping
        </Button>
        <Button
          size="small"
          variant="primary"
          aria-disabled={!value}
          busyLabel={going ? 'Going on…' : undefined}
          onClick={() => void goOn('next')}
        >
          Go on
        </Button>
      </footer>
    </section>
  );
}
