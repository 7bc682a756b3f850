import { useState } from 'react';
import { useSession } from '../stores/session.ts';
import styles from './inspector.module.css';

/** A name that is changed in place, where the flow can be edited: Enter or leaving keeps it, Escape doesn’t. */
export function NameField({ label, name, onRename }: { label: string; name: string; onRename(name: string): void }) {
  const { editable } = useSession();
  const [draft, setDraft] = useState<string>();
  if (!editable) {
    return (
      <h2 className={styles.name} title={name}>
        {name}
      </h2>
    );
  }
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
