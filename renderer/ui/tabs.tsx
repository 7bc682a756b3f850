import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import styles from './tabs.module.css';

export type TabItem = { id: string; label: ReactNode };

/**
 * A row of tabs with the panel of the chosen one. Arrow keys move focus, Enter or Space chooses (manual activation).
 */
export function Tabs({
  label,
  tabs,
  chosen,
  onChoose,
  children,
  trailing,
}: {
  label: string;
  tabs: readonly TabItem[];
  chosen: string;
  onChoose: (id: string) => void;
  /** The chosen tab's content. */
  children: ReactNode;
  /** Stands at the right of the row. */
  trailing?: ReactNode;
}) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);

  const moveFocus = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const targets: Record<string, number> = {
      ArrowRight: (at + 1) % buttons.length,
      ArrowLeft: (at - 1 + buttons.length) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    buttons[target]?.focus();
  };

  return (
    <div className={styles.tabs}>
      <div className={styles.top}>
        <div role="tablist" aria-label={label} className={styles.list} ref={list} onKeyDown={moveFocus}>
          {tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${id}-tab-${tab.id}`}
              className={styles.tab}
              aria-selected={tab.id === chosen}
              aria-controls={tab.id === chosen ? `${id}-panel` : undefined}
              tabIndex={tab.id === chosen ? 0 : -1}
              onClick={() => onChoose(tab.id)}
            >
              {tab.label}
            </button>
          ))}
        </div>
        {trailing}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-tab-${chosen}`}
        className={styles.panel}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that may scroll is a stop of its own
        tabIndex={0}
      >
        {children}
      </div>
    </div>
  );
}
