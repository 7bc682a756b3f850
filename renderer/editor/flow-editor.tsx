import { useEffect } from 'react';
import type { FlowRecord } from '../../shared/contract/index.ts';
import type { HostClient } from '../host/host-client.ts';
import { useHost } from '../host/host-context.tsx';
import { WideInspector } from '../inspector/wide-inspector.tsx';
import { type SavedState, setEditorStatus } from '../stores/editor-status.ts';
import { useMay } from '../stores/rights.ts';
import { EditorRunContext, type EditorSession, useProblems, useSession, useView } from '../stores/session.ts';
import type { SaveState } from './autosave.ts';
import { EditorBanners } from './editor-banners.tsx';
import { EditorHeader } from './editor-header.tsx';
import { useEditorKeys } from './editor-keys.ts';
import { EditorPanes } from './editor-panes.tsx';
import styles from './editor-screen.module.css';
import { exportFlow } from './export-flow.ts';
import { DataPopover } from './panels/data-popover.tsx';
import { StepPicker } from './picker/step-picker.tsx';
import { BreakpointDialog } from './run/breakpoint-dialog.tsx';
import { PausedPanel } from './run/paused-panel.tsx';
import { togglePin } from './run/pin-step.ts';
import { PinnedDialog } from './run/pinned-dialog.tsx';
import { RunForm } from './run/run-form.tsx';
import { useRunControl } from './run/use-run-control.ts';
import { useAutosave } from './use-autosave.ts';
import { useConnectionTests } from './use-connection-tests.ts';
import { useProblemCheck } from './use-problem-check.ts';
import { useRequestedRemedy } from './use-requested-remedy.ts';

/** The editor of one open flow: header, panes, canvas, inspector, panel. */
export function FlowEditor({ record }: { record: FlowRecord }) {
  const host = useHost();
  const session = useSession();
  const { state: save, autosave, reload } = useAutosave(session, record);
  useProblemCheck(session);
  useConnectionTests(session);
  useRequestedRemedy(session);
  const control = useRunControl(session, autosave, record.revision);
  const mayRun = useMay('runFlows');
  useEditorKeys(session, mayRun ? control : undefined);
  useStatus(record.id, save);
  usePinning(host, session);
  const wide = useView((view) => view.wide && view.selectedIds.length === 1);
  return (
    <EditorRunContext value={mayRun ? control : undefined}>
      <div className={styles.editor}>
        <EditorHeader
          save={save}
          autosave={autosave}
          control={mayRun ? control : undefined}
          onExport={() => void exportFlow(host, autosave, record.id)}
        />
        <EditorBanners
          save={save}
          onSaveAgain={() => void autosave.flush()}
          onReload={() => void reload()}
          control={control}
        />
        {mayRun && <PausedPanel control={control} />}
        <div className={styles.area}>
          <div className={styles.area} inert={wide} data-covered={wide || undefined}>
            <EditorPanes />
          </div>
          {wide && <WideInspector />}
        </div>
        {session.editable && <StepPicker />}
        <DataPopover />
        <RunForm control={control} />
        <PinnedDialog />
        <BreakpointDialog />
      </div>
    </EditorRunContext>
  );
}

/** Pins or unpins what a key or a menu asked for. */
function usePinning(host: HostClient, session: EditorSession): void {
  const stepId = useView(({ pinning }) => pinning);
  useEffect(() => {
    if (stepId === undefined) return;
    session.view.getState().set({ pinning: undefined });
    void togglePin(host, session, stepId);
  }, [host, session, stepId]);
}

/** Tells the shell how this flow stands, for its status bar and tab. */
function useStatus(flowId: string, save: SaveState): void {
  const { view } = useSession();
  const errors = useProblems((all) => all.filter(({ severity }) => severity === 'error').length);
  const warnings = useProblems((all) => all.filter(({ severity }) => severity === 'warning').length);
  const zoomPercent = useView((state) => state.zoomPercent);
  useEffect(() => {
    setEditorStatus({
      flowId,
      saved: savedOf(save),
      errors,
      warnings,
      zoomPercent,
      showProblems: () => view.getState().set({ bottomOpen: true, bottomTab: 'problems' }),
    });
  }, [flowId, save, errors, warnings, zoomPercent, view]);
  useEffect(() => () => setEditorStatus(undefined), []);
}

function savedOf(save: SaveState): SavedState {
  switch (save.kind) {
    case 'saved':
      return { kind: 'saved', at: save.at === undefined ? undefined : new Date(save.at) };
    case 'waiting':
    case 'saving':
      return { kind: 'saving' };
    case 'failed':
      return { kind: 'failed', message: save.error.message };
    case 'conflict':
      return { kind: 'failed', message: 'This flow was changed in another window.' };
  }
}
