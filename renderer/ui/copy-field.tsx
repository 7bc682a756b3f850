import { Copy } from 'lucide-react';
import { Button } from './button.tsx';
import styles from './copy-field.module.css';
import { TextField } from './text-field.tsx';
import { showToast } from './toasts.ts';

/** A text to take elsewhere: read-only, with a button that copies it. */
export function CopyField({ label, value, help }: { label: string; value: string; help?: string | undefined }) {
  return (
    <div className={styles.row}>
      <TextField label={label} value={value} help={help} readOnly onChange={() => undefined} />
      <Button icon={Copy} onClick={() => copyText(value)} aria-label={`Copy ${label}`}>
        Copy
      </Button>
    </div>
  );
}

/** Puts a text on the clipboard and says whether it is there. */
export function copyText(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => showToast('Copied.'),
    () => showToast('The clipboard isn’t available. Select the text and copy it.', { tone: 'info' }),
  );
}
