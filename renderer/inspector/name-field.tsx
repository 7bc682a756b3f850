import { useState } from 'react';
import styles from './inspector.module.css';

/** A name that is changed in place: Enter or leaving keeps it, Escape doesn’t. */
export function NameField({ label, name, onRename }: { label: string; name: string; onRename(name: string): void }) {
  const [draft, setDraft] = useState<string>();
  const finish = () => {
    if (draft !== undefined && draft.trim() !== name) onRename(draft);
    setDraft(undefined);
  };
  return (
    <input
      aria-label={label}
      className={styles.name}
      value={draft ?? name}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setDraft(undefined);
      }}
    />
  );
}
