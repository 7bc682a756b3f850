import { FileKey2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button, Field, type FieldFrame } from '../ui/index.ts';
import styles from './wizard.module.css';

/** Key stores are a few kilobytes; what is larger isn't one. */
const LARGEST = 1_000_000;

/** A file whose content becomes a secret of the connection; only its name is shown afterwards. */
export function FileField({
  fileName,
  onRead,
  error,
  ...frame
}: FieldFrame & {
  fileName: string;
  /** Gets the content in Base64. */
  onRead: (fileName: string, content: string) => void;
  'data-testid'?: string;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [complaint, setComplaint] = useState<string>();
  const { label, required, help, 'data-testid': testId } = frame;
  const read = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > LARGEST) {
      setComplaint('This file is too large for a key store.');
      return;
    }
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      setComplaint(undefined);
      onRead(file.name, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')));
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
            accept=".jks,.p12,.pfx,.pem,.key"
            data-testid={testId}
            onChange={(event) => void read(event.target.files?.[0])}
          />
          <Button icon={FileKey2} onClick={() => input.current?.click()}>
            {fileName === '' ? 'Choose a file' : 'Choose another file'}
          </Button>
          <span>{fileName === '' ? 'No file chosen' : fileName}</span>
        </span>
      )}
    </Field>
  );
}
