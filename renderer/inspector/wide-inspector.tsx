import { ChevronLeft, ChevronRight, Minimize2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { FlowStep } from '../../shared/flow/document.ts';
import { executionOrder } from '../../shared/flow/graph.ts';
import { focusStep } from '../canvas/canvas-keys.ts';
import { useDocument, useSession, useStep, useView } from '../stores/session.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { InputTab } from './input-tab.tsx';
import { leaveInspector, StepHead } from './inspector.tsx';
import { KeptSettings } from './kept-settings.tsx';
import { OutputTab } from './output-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { InspectorContext } from './step-input.ts';
import { useInsertTarget } from './use-insert-target.ts';
import styles from './wide-inspector.module.css';

/** One step in the whole editor area: what comes in, its settings, what goes out. */
export function WideInspector() {
  const session = useSession();
  const selected = useView(({ selectedIds }) => selectedIds[0]);
  const step = useStep(selected);
  const close = () => {
    session.view.getState().set({ wide: false });
    if (selected) focusStep(session, selected);
  };
  const pane = useRef<HTMLElement>(null);
  // What opened it is hidden now: without focus inside, Escape wouldn't lead back.
  useEffect(() => {
    if (!pane.current?.contains(document.activeElement)) pane.current?.focus();
  }, []);
  if (!step) return null;
  return (
    <section
      ref={pane}
      tabIndex={-1}
      className={styles.wide}
      aria-label="Inspector"
      data-pane="Inspector"
      data-testid="inspector"
      onKeyDown={(event) => leaveInspector(event, close)}
    >
      <Columns key={step.id} step={step} onClose={close} />
    </section>
  );
}

function Columns({ step, onClose }: { step: FlowStep; onClose(): void }) {
  const { view, editable } = useSession();
  const document = useDocument(({ content }) => content.document);
  const order = executionOrder(document).map(({ id }) => id);
  const at = order.indexOf(step.id);
  const { context, target, insert } = useInsertTarget(step.id);
  const go = (to: number) => {
    const id = order[to];
    if (id) view.getState().select([id]);
  };
  return (
    <InspectorContext value={context}>
      <StepHead step={step}>
        <IconButton icon={ChevronLeft} label="Previous step" disabled={at <= 0} onClick={() => go(at - 1)} />
        <span className={styles.place}>
          {at + 1} of {order.length}
        </span>
        <IconButton
          icon={ChevronRight}
          label="Next step"
          disabled={at >= order.length - 1}
          onClick={() => go(at + 1)}
        />
        <IconButton icon={Minimize2} label="Back to the canvas" keys="Esc" onClick={onClose} />
      </StepHead>
      <div className={styles.columns}>
        <section aria-label="Input">
          <h2>Input</h2>
          <InputTab target={target} onInsert={insert} />
        </section>
        <section aria-label="Settings">
          <h2>Settings</h2>
          {editable ? <SettingsTab step={step} /> : <KeptSettings step={step} />}
        </section>
        <section aria-label="Output">
          <h2>Output</h2>
          <OutputTab step={step} />
        </section>
      </div>
    </InspectorContext>
  );
}
