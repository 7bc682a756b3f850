import { PanelLeftClose, Search } from 'lucide-react';
import { type DragEvent, useMemo, useState } from 'react';
import { focusStep } from '../../canvas/canvas-keys.ts';
import { CONNECTION_DRAG, STEP_TYPE_DRAG } from '../../canvas/drag-types.ts';
import { tell } from '../../canvas/tell.ts';
import { placeConnection } from '../../commands/slots.ts';
import { addStepAction, defaultTarget } from '../../stores/actions.ts';
import { useConnections, useSession } from '../../stores/session.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { announce } from '../../ui/live-regions.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { connectionItems, type PickerItem, stepItems } from './picker-items.ts';
import { PickerIcon } from './picker-row.tsx';
import { searchSteps } from './search-steps.ts';
import styles from './step-drawer.module.css';

/** “Steps and connections”: the picker docked at the left, whose entries drag onto the canvas or are added by a click. */
export function StepDrawer() {
  const session = useSession();
  const { types, connectors, view } = session;
  const connections = useConnections();
  const [query, setQuery] = useState('');
  const all = useMemo(
    () => [...connectionItems(connections, connectors), ...stepItems(types.values(), connectors)],
    [connections, types, connectors],
  );
  const items = searchSteps<PickerItem>(all, query);
  const sections = [...new Set(items.map(({ section }) => section))];

  const add = (item: PickerItem) => {
    if (item.kind === 'connection') {
      const bottom = Math.max(
        0,
        ...Object.values(session.documents.getState().content.document.layout?.steps ?? {}).map(([, y]) => y),
      );
      session.documents.getState().apply(placeConnection(item.connection, [0, bottom + 160]));
      announce(`Placed ${item.label} on the canvas.`);
      return;
    }
    const target = item.manifest.trigger ? ({ kind: 'free' } as const) : defaultTarget(session);
    const told = addStepAction(session, item.manifest, target);
    tell(session, told);
    focusStep(session, told.stepId);
  };

  return (
    <section
      className={styles.drawer}
      aria-label="Steps and connections"
      data-pane="Steps and connections"
      data-testid="step-drawer"
    >
      <div className={styles.head}>
        <h2>Steps and connections</h2>
        <IconButton
          icon={PanelLeftClose}
          label="Hide steps and connections"
          size="small"
          onClick={() => view.getState().set({ drawerOpen: false })}
        />
      </div>
      <div className={styles.search}>
        <TextField
          label="Search steps and connections"
          hideLabel
          icon={Search}
          placeholder="Search"
          type="search"
          value={query}
          onChange={setQuery}
        />
      </div>
      <div className={styles.list}>
        {items.length === 0 && <p className={styles.empty}>No steps match “{query}”.</p>}
        {sections.map((section) => (
          <div key={section}>
            <h3 className={styles.section}>{section}</h3>
            <ul>
              {items
                .filter((item) => item.section === section)
                .map((item) => (
                  <li key={item.id}>
                    <button
                      type="button"
                      className={styles.entry}
                      draggable
                      title={item.description || item.system}
                      onDragStart={(event) => startDrag(event, item)}
                      onClick={() => add(item)}
                    >
                      <PickerIcon item={item} size={24} />
                      <span>{item.label}</span>
                    </button>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

function startDrag(event: DragEvent, item: PickerItem): void {
  event.dataTransfer.effectAllowed = 'copy';
  if (item.kind === 'step') event.dataTransfer.setData(STEP_TYPE_DRAG, item.manifest.type);
  else event.dataTransfer.setData(CONNECTION_DRAG, item.connection.id);
}
