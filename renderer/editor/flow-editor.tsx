import { useEffect, useMemo } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import type { FlowRecord } from '../../shared/contract/index.ts';
import { FlowCanvas } from '../canvas/flow-canvas.tsx';
import { useHost } from '../host/host-context.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { WideInspector } from '../inspector/wide-inspector.tsx';
import { type SavedState, setEditorStatus } from '../stores/editor-status.ts';
import { EditorRunContext, useProblems, useSession, useView } from '../stores/session.ts';
import type { SaveState } from './autosave.ts';
import { EditorBanners } from './editor-banners.tsx';
import { EditorHeader } from './editor-header.tsx';
import { useEditorKeys } from './editor-keys.ts';
import styles from './editor-screen.module.css';
import { exportFlow } from './export-flow.ts';
import { BottomPanel } from './panels/bottom-panel.tsx';
import { DataPopover } from './panels/data-popover.tsx';
import { OutlinePane } from './panels/outline-pane.tsx';
import { StepDrawer } from './picker/step-drawer.tsx';
import { StepPicker } from './picker/step-picker.tsx';
import { RunForm } from './run/run-form.tsx';
import { useRunControl } from './run/use-run-control.ts';
import { useAutosave } from './use-autosave.ts';
import { useConnectionTests } from './use-connection-tests.ts';
import { useProblemCheck } from './use-problem-check.ts';

/** The editor of one open flow: header, panes, canvas, inspector, panel. */
export function FlowEditor({ record }: { record: FlowRecord }) {
  const host = useHost();
  const session = useSession();
  const { state: save, autosave, reload } = useAutosave(session, record);
  useProblemCheck(session);
  useConnectionTests(session);
  const control = useRunControl(session, autosave, record.revision);
  useEditorKeys(session, control);
  useStatus(record.id, save);
  const wide = useView((view) => view.wide && view.selectedIds.length === 1);
  return (
    <EditorRunContext value={control}>
      <div className={styles.editor}>
        <EditorHeader save={save} control={control} onExport={() => void exportFlow(host, autosave, record.id)} />
        <EditorBanners
          save={save}
          onSaveAgain={() => void autosave.flush()}
          onReload={() => void reload()}
          control={control}
        />
        <div className={styles.area}>
          <div className={styles.area} inert={wide} data-covered={wide || undefined}>
            <Panes />
          </div>
          {wide && <WideInspector />}
        </div>
        <StepPicker />
        <DataPopover />
        <RunForm control={control} />
      </div>
    </EditorRunContext>
  );
}

function Panes() {
  const outline = useView(({ outlineOpen }) => outlineOpen);
  const drawer = useView(({ drawerOpen }) => drawerOpen);
  // Without a selection there is nothing to inspect, and the canvas gets the room.
  const inspector = useView(({ inspectorOpen, selectedIds }) => inspectorOpen && selectedIds.length > 0);
  const bottom = useView(({ bottomOpen }) => bottomOpen);
  const sideIds = useMemo(
    () => [outline && 'outline', drawer && 'drawer', 'canvas', inspector && 'inspector'].filter((id) => id !== false),
    [outline, drawer, inspector],
  );
  const sides = useDefaultLayout({ groupId: 'editor-sides', panelIds: sideIds, storage: localStorage });
  const rows = useDefaultLayout({
    groupId: 'editor-rows',
    panelIds: bottom ? ['main', 'bottom'] : ['main'],
    storage: localStorage,
  });
  return (
    <Group
      id="editor-rows"
      orientation="vertical"
      className={styles.rows}
      defaultLayout={rows.defaultLayout}
      onLayoutChanged={rows.onLayoutChanged}
    >
      <Panel id="main" minSize={160}>
        <Group
          id="editor-sides"
          className={styles.sides}
          defaultLayout={sides.defaultLayout}
          onLayoutChanged={sides.onLayoutChanged}
        >
          {outline && (
            <>
              <Panel
                id="outline"
                defaultSize={240}
                minSize={180}
                maxSize="40%"
                groupResizeBehavior="preserve-pixel-size"
              >
                <OutlinePane />
              </Panel>
              <Separator className={styles.separator} />
            </>
          )}
          {drawer && (
            <>
              <Panel
                id="drawer"
                defaultSize={256}
                minSize={200}
                maxSize="40%"
                groupResizeBehavior="preserve-pixel-size"
              >
                <StepDrawer />
              </Panel>
              <Separator className={styles.separator} />
            </>
          )}
          <Panel id="canvas" minSize={240}>
            <FlowCanvas />
          </Panel>
          {inspector && (
            <>
              <Separator className={styles.separator} />
              <Panel
                id="inspector"
                defaultSize={400}
                minSize={320}
                maxSize="50%"
                groupResizeBehavior="preserve-pixel-size"
              >
                <Inspector />
              </Panel>
            </>
          )}
        </Group>
      </Panel>
      {bottom && (
        <>
          <Separator className={styles.separator} />
          <Panel id="bottom" defaultSize={240} minSize={120} maxSize="70%" groupResizeBehavior="preserve-pixel-size">
            <BottomPanel />
          </Panel>
        </>
      )}
    </Group>
  );
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
