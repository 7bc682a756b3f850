import { useStore } from '@xyflow/react';
import { Maximize, Minus, PanelLeft, Plus } from 'lucide-react';
import { addRequest } from '../stores/actions.ts';
import { useSession, useView } from '../stores/session.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import styles from './canvas-controls.module.css';
import type { CanvasReach } from './canvas-keys.ts';

/** Adding steps at the left, zoom and fit at the right. */
export function CanvasControls({ reach }: { reach: CanvasReach }) {
  const session = useSession();
  const { view, editable } = session;
  const drawerOpen = useView((state) => state.drawerOpen);
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  return (
    <>
      {editable && (
        <div className={styles.left}>
          {!drawerOpen && (
            <IconButton
              icon={PanelLeft}
              label="Show steps and connections"
              className={styles.raised}
              onClick={() => view.getState().set({ drawerOpen: true })}
            />
          )}
          <Button
            icon={Plus}
            className={styles.raised}
            onClick={(event) => {
              const { left, top } = event.currentTarget.getBoundingClientRect();
              view.getState().set({ picker: addRequest(session, { x: left, y: top - 8 }) });
            }}
          >
            Add step
          </Button>
        </div>
      )}
      <div className={styles.right} role="toolbar" aria-label="Zoom">
        <IconButton icon={Minus} label="Zoom out" keys="Mod+-" onClick={() => reach.zoomBy(0.8)} />
        <span className={styles.zoom}>{zoom} %</span>
        <IconButton icon={Plus} label="Zoom in" keys="Mod+=" onClick={() => reach.zoomBy(1.2)} />
        <IconButton icon={Maximize} label="Fit the flow" keys="Shift+1" onClick={reach.fit} />
      </div>
    </>
  );
}
