import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import styles from './search-list.module.css';

export type SearchListItem = {
  id: string;
  label: string;
  hint?: string;
  icon?: ReactNode;
  /** Stands above the first item of each section. */
  section?: string;
};

/** A search box over a list: ↑ ↓ move, Enter chooses, the best match is chosen beforehand (combobox + listbox). */
export function SearchList<Item extends SearchListItem>({
  label,
  placeholder,
  query,
  onQuery,
  items,
  onChoose,
  empty,
  testId,
}: {
  label: string;
  placeholder: string;
  query: string;
  onQuery(query: string): void;
  items: readonly Item[];
  onChoose(item: Item): void;
  /** What stands in the list when there is nothing. */
  empty: ReactNode;
  testId?: string;
}) {
  const id = useId();
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const index = Math.min(active, items.length - 1);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const by = moves[event.key];
    if (by !== undefined && items.length > 0) {
      event.preventDefault();
      const next = Math.abs(by) === 1 ? (index + by + items.length) % items.length : index + by;
      setActive(Math.max(0, Math.min(items.length - 1, next)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      event.stopPropagation();
      const item = items[index];
      if (item) onChoose(item);
    }
  };
  return (
    <div className={styles.frame}>
      <input
        className={styles.search}
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={items[index] ? `${id}-${index}` : undefined}
        aria-autocomplete="list"
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        // biome-ignore lint/a11y/noAutofocus: the list opens by the person’s own wish to search in it
        autoFocus
        data-autofocus
        data-testid={testId}
        value={query}
        onChange={(event) => {
          setActive(0);
          onQuery(event.target.value);
        }}
        onKeyDown={onKeyDown}
      />
      {/* A list box may hold options only. */}
      {items.length === 0 && (
        <div className={styles.empty} role="status">
          {empty}
        </div>
      )}
      <div className={styles.list} role="listbox" id={`${id}-list`} aria-label={label} ref={list}>
        {items.map((item, at) => (
          <div key={item.id} role="presentation">
            {item.section && item.section !== items[at - 1]?.section && (
              <div className={styles.section} role="presentation">
                {item.section}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the combobox that owns the list */}
            <div
              role="option"
              id={`${id}-${at}`}
              tabIndex={-1}
              aria-selected={at === index}
              className={styles.option}
              onPointerMove={() => setActive(at)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(item)}
            >
              {item.icon}
              <span className={styles.label}>{item.label}</span>
              {item.hint && <span className={styles.hint}>{item.hint}</span>}
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
