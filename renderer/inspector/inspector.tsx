import { Maximize2, MousePointerClick, PanelRightClose } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { FlowStep } from '../../shared/flow/document.ts';
import { focusCanvas, focusStep } from '../canvas/canvas-keys.ts';
import { renameStep } from '../commands/change-step.ts';
import { useSession, useStep, useView } from '../stores/session.ts';
import { type InspectorTab, slotOfNodeId } from '../stores/view-store.ts';
import { CategoryTile } from '../ui/category-tile.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { iconByName } from '../ui/icon-names.ts';
import { Tabs } from '../ui/tabs.tsx';
import { ConnectionInspector } from './connection-inspector.tsx';
import { FlowSettings } from './flow-settings.tsx';
import { InputTab } from './input-tab.tsx';
import styles from './inspector.module.css';
import { KeptSettings } from './kept-settings.tsx';
import { NameField } from './name-field.tsx';
import { OutputTab } from './output-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { InspectorContext } from './step-input.ts';
import { useInsertTarget } from './use-insert-target.ts';

/** The selected step’s settings and data. */
export function Inspector() {
  const session = useSession();
  const selectedIds = useView((state) => state.selectedIds);
  const [only] = selectedIds;
  const step = useStep(selectedIds.length === 1 ? only : undefined);
  const slot = only === undefined || selectedIds.length > 1 ? undefined : slotOfNodeId(only);
  return (
    <section
      className={styles.inspector}
      aria-label="Inspector"
      data-pane="Inspector"
      data-testid="inspector"
      onKeyDown={(event) =>
        leaveInspector(event, () => (only === undefined ? focusCanvas() : focusStep(session, only)))
      }
    >
      {step ? (
        <StepInspector key={step.id} step={step} />
      ) : slot ? (
        <ConnectionInspector slot={slot}>
          <HideButton />
        </ConnectionInspector>
      ) : selectedIds.length === 0 ? (
        <FlowSettings>
          <HideButton />
        </FlowSettings>
      ) : (
        <SeveralSelected count={selectedIds.length} />
      )}
    </section>
  );
}

function SeveralSelected({ count }: { count: number }) {
  const { editable } = useSession();
  return (
    <>
      <div className={styles.head}>
        <span className={styles.title} />
        <HideButton />
      </div>
      <EmptyState icon={MousePointerClick} title={`${count} items selected`}>
        {editable
          ? 'Drag to move them together, copy them, or delete them.'
          : 'Select one to see its settings and data.'}
      </EmptyState>
    </>
  );
}

function HideButton() {
  const { view } = useSession();
  return (
    <IconButton
      icon={PanelRightClose}
      label="Hide the inspector"
      keys="Mod+I"
      size="small"
      onClick={() => view.getState().set({ inspectorOpen: false, flowSettings: false })}
    />
  );
}

/** Escape gives focus back to the step, unless an open list or a formula used it. */
export function leaveInspector(event: KeyboardEvent, leave: () => void): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return;
  event.stopPropagation();
  leave();
}

const tabs: { id: InspectorTab; label: string }[] = [
  { id: 'settings', label: 'Settings' },
  { id: 'input', label: 'Input' },
  { id: 'output', label: 'Output' },
];

function StepInspector({ step }: { step: FlowStep }) {
  const { view, editable } = useSession();
  const chosen = useView((state) => state.inspectorTab);
  const { context, target, insert } = useInsertTarget(step.id);
  return (
    <InspectorContext value={context}>
      <StepHead step={step}>
        <IconButton
          icon={Maximize2}
          label="Wide view"
          keys="Shift+Enter"
          size="small"
          onClick={() => view.getState().set({ wide: true })}
        />
        <HideButton />
      </StepHead>
      <Tabs
        label="Step"
        tabs={tabs}
        chosen={chosen}
        onChoose={(id) => view.getState().set({ inspectorTab: id as InspectorTab })}
      >
        {/* Settings stay mounted, so that the field in use is still there when a row of Input is chosen. */}
        <div hidden={chosen !== 'settings'}>
          {editable ? <SettingsTab step={step} /> : <KeptSettings step={step} />}
        </div>
        {chosen === 'input' && (
          <InputTab
            target={target}
            onInsert={(expression) => {
              if (!target) return;
              view.getState().set({ inspectorTab: 'settings' });
              requestAnimationFrame(() => insert(expression));
            }}
          />
        )}
        {chosen === 'output' && <OutputTab step={step} />}
      </Tabs>
    </InspectorContext>
  );
}

/** The step’s tile, its name (renamed in place) and its type. */
export function StepHead({ step, children }: { step: FlowStep; children: ReactNode }) {
  const { types, documents } = useSession();
  const manifest = types.get(step.type);
  return (
    <div className={styles.head}>
      <CategoryTile category={manifest?.category ?? 'data'} icon={iconByName(manifest?.icon ?? 'box')} size={32} />
      <div className={styles.title}>
        <NameField
          key={step.id}
          label="Step name"
          name={step.name}
          onRename={(name) => documents.getState().apply(renameStep(step.id, name))}
        />
        <span className={styles.type} title={manifest?.description}>
          {manifest?.label ?? step.type}
        </span>
      </div>
      {children}
    </div>
  );
}
