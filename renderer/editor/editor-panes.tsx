import { useLayoutEffect, useMemo, useRef } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { FlowCanvas } from '../canvas/flow-canvas.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { useSession, useView } from '../stores/session.ts';
import { useMediaQuery } from '../ui/use-media-query.ts';
import styles from './editor-screen.module.css';
import { BottomPanel } from './panels/bottom-panel.tsx';
import { OutlinePane } from './panels/outline-pane.tsx';
import { StepDrawer } from './picker/step-drawer.tsx';

/** Windows in which the inspector lies over the canvas instead of shrinking it (ui.md §2). */
const NARROW = '(width < 1280px)';

/** Outline, drawer, canvas and inspector side by side, the panel under them; all but the canvas can be closed. */
export function EditorPanes() {
  const outline = useView(({ outlineOpen }) => outlineOpen);
  const drawer = useView(({ drawerOpen }) => drawerOpen);
  // Without a selection the canvas gets the room, unless the flow’s own settings are asked for.
  const inspectorShown = useView(
    ({ inspectorOpen, flowSettings, selectedIds }) => inspectorOpen && (flowSettings || selectedIds.length > 0),
  );
  const overlays = useMediaQuery(NARROW);
  const inspector = inspectorShown && !overlays;
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
            <div className={styles.canvas}>
              <FlowCanvas />
              {inspectorShown && overlays && <InspectorOverlay />}
            </div>
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

/** The inspector over the canvas’s right edge, which keeps its width; tells the canvas how much it covers. */
function InspectorOverlay() {
  const { view } = useSession();
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () => view.getState().set({ coveredWidth: element.offsetWidth });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => {
      observer.disconnect();
      view.getState().set({ coveredWidth: 0 });
    };
  }, [view]);
  return (
    <div className={styles.overlay} ref={frame}>
      <Inspector />
    </div>
  );
}
