import { Download, Pencil, Redo2, SlidersHorizontal, TriangleAlert, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { tell } from '../canvas/tell.ts';
import { renameFlow } from '../commands/change-flow.ts';
import { formatClock } from '../format/time.ts';
import { undoAction } from '../stores/actions.ts';
import { isRunning } from '../stores/run-store.ts';
import { useDocument, useProblems, useRun, useSession, useView } from '../stores/session.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { lookOfStatus } from '../ui/status-badge.tsx';
import { ActivationButtons, ActivationText } from './activation-state.tsx';
import type { Autosave, SaveState } from './autosave.ts';
import styles from './editor-header.module.css';
import { RunButton } from './run/run-menu.tsx';
import type { RunControl } from './run/use-run-control.ts';

type HeaderProps = {
  save: SaveState;
  autosave: Autosave;
  /** Undefined where the person may not run flows. */
  control: RunControl | undefined;
  onExport(): void;
};

/** The flow’s name and state at the left, what can be done with it at the right. */
export function EditorHeader({ save, autosave, control, onExport }: HeaderProps) {
  const session = useSession();
  const { view, editable } = session;
  const problems = useProblems((all) => all.length);
  const errors = useProblems((all) => all.some(({ severity }) => severity === 'error'));
  const settingsShown = useView((state) => state.inspectorOpen && state.flowSettings && state.selectedIds.length === 0);
  return (
    <header className={styles.header} data-pane="Flow">
      <FlowName />
      <span className={styles.state}>
        <ActivationText save={save} />
        {editable && <span className={styles.saved}>{saveText(save)}</span>}
      </span>
      <span className={styles.space} />
      {editable && <UndoButtons />}
      <Button
        variant="ghost"
        icon={TriangleAlert}
        className={styles.problems}
        data-severity={problems === 0 ? undefined : errors ? 'error' : 'warning'}
        data-testid="problems-button"
        onClick={() => view.getState().set({ bottomOpen: true, bottomTab: 'problems' })}
      >
        <span className={styles.word}>Problems</span> {problems}
      </Button>
      <IconButton
        icon={SlidersHorizontal}
        label="Flow settings"
        pressed={settingsShown}
        onClick={() => {
          view.getState().select([]);
          view.getState().set({ inspectorOpen: true, flowSettings: !settingsShown });
        }}
      />
      <Button variant="ghost" icon={Download} title="Export" onClick={onExport}>
        <span className={styles.word}>Export</span>
      </Button>
      <span className={styles.rule} />
      <RunStatusText />
      {control && <RunButton control={control} />}
      <ActivationButtons save={save} autosave={autosave} />
    </header>
  );
}

function UndoButtons() {
  const session = useSession();
  const undoLabel = useDocument(({ history }) => history.past.at(-1)?.label);
  const redoLabel = useDocument(({ history }) => history.future.at(-1)?.label);
  return (
    <>
      <IconButton
        icon={Undo2}
        label={undoLabel ? `Undo ${undoLabel}` : 'Nothing to undo'}
        keys="Mod+Z"
        aria-disabled={!undoLabel}
        data-dim={!undoLabel || undefined}
        onClick={() => tell(session, undoAction(session, 'undo'))}
      />
      <IconButton
        icon={Redo2}
        label={redoLabel ? `Redo ${redoLabel}` : 'Nothing to redo'}
        keys="Mod+Shift+Z"
        aria-disabled={!redoLabel}
        data-dim={!redoLabel || undefined}
        onClick={() => tell(session, undoAction(session, 'redo'))}
      />
      <span className={styles.rule} />
    </>
  );
}

function FlowName() {
  const { documents, editable } = useSession();
  const name = useDocument(({ content }) => content.document.name);
  const [editing, setEditing] = useState(false);
  if (!editable) {
    return (
      <h1 className={styles.name}>
        <span title={name}>{name}</span>
      </h1>
    );
  }
  if (!editing) {
    return (
      <h1 className={styles.name}>
        <button type="button" title="Rename" onClick={() => setEditing(true)}>
          <span>{name}</span>
          <Pencil size={14} strokeWidth={1.75} aria-label="Rename" />
        </button>
      </h1>
    );
  }
  const finish = (value?: string) => {
    setEditing(false);
    if (value !== undefined && value.trim() !== name) documents.getState().apply(renameFlow(value));
  };
  return (
    <input
      className={styles.rename}
      aria-label="Flow name"
      defaultValue={name}
      maxLength={200}
      ref={(input) => input?.select()}
      onBlur={(event) => finish(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish(event.currentTarget.value);
        if (event.key === 'Escape') finish();
      }}
    />
  );
}

function RunStatusText() {
  const status = useRun((run) => (isRunning(run) && run.state?.status !== 'waiting' ? 'running' : run.state?.status));
  const dryRun = useRun((run) => run.state?.header.dryRun === true);
  if (!status) return <span data-testid="run-status" className="visually-hidden" />;
  const { label, icon: Icon, tone } = lookOfStatus(status);
  return (
    <span className={styles.runStatus} data-testid="run-status" data-status={status} data-tone={tone}>
      <Icon size={16} strokeWidth={1.75} aria-hidden data-turning={status === 'running' || undefined} />
      <span className="visually-hidden">Last run: </span>
      {dryRun && 'Dry run: '}
      {label}
    </span>
  );
}

function saveText(save: SaveState): string {
  switch (save.kind) {
    case 'saved':
      return save.at ? `Saved ${formatClock(new Date(save.at))}` : 'Saved';
    case 'waiting':
      return 'Not saved yet';
    case 'saving':
      return 'Saving…';
    case 'failed':
    case 'conflict':
      return 'Not saved';
  }
}
