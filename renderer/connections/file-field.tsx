import { File as FileIcon, type LucideIcon } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button, Field, type FieldFrame } from '../ui/index.ts';
import styles from './wizard.module.css';

/** A file that is read at once; only its name is shown afterwards. */
export function FileField({
  fileName,
  accept,
  largest,
  tooLarge,
  icon = FileIcon,
  onRead,
  onRemove,
  error,
  ...frame
}: FieldFrame & {
  fileName: string;
  /** Endings that the browser offers: `.p12,.jks`. */
  accept: string;
  /** In bytes; a larger file isn't read. */
  largest: number;
  /** What is said of a larger one. */
  tooLarge: string;
  icon?: LucideIcon;
  onRead: (fileName: string, content: Uint8Array) => void;
  /** Takes a file that was chosen away; without it, another one can only be chosen. */
  onRemove?: (() => void) | undefined;
  'data-testid'?: string;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [complaint, setComplaint] = useState<string>();
  const { label, required, help, 'data-testid': testId } = frame;
  const read = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > largest) {
      setComplaint(tooLarge);
      return;
    }
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      setComplaint(undefined);
      onRead(file.name, bytes);
    } catch {
      // The browser says no more than that it couldn't: the file was moved, or may not be read.
      setComplaint('This file can’t be read.');
    }
  };
  return (
    <Field label={label} required={required} help={help} error={complaint ?? error}>
      {(control) => (
        <span className={styles.file}>
          <input
            {...control}
            ref={input}
            className="visually-hidden"
            type="file"
            accept={accept}
            data-testid={testId}
            onChange={(event) => void read(event.target.files?.[0])}
          />
          <Button icon={icon} onClick={() => input.current?.click()}>
            {fileName === '' ? 'Choose a file' : 'Choose another file'}
          </Button>
          <span>{fileName === '' ? 'No file chosen' : fileName}</span>
          {onRemove && fileName !== '' && (
            <Button
              variant="ghost"
              aria-label={`Remove ${label}`}
              onClick={() => {
                onRemove();
                if (input.current) input.current.value = '';
              }}
            >
              Remove
            </Button>
          )}
        </span>
      )}
    </Field>
  );
}
