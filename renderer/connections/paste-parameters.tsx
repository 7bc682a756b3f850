import { ClipboardPaste } from 'lucide-react';
import { useId, useState } from 'react';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { HostClient } from '../host/host-client.ts';
import { useHost } from '../host/host-context.tsx';
import { announce, Banner, Button, TextArea } from '../ui/index.ts';
import styles from './wizard.module.css';

export type PastedParameters = Awaited<ReturnType<HostClient['connections']['readParameters']>>;

/** Fills the details from pasted SALESFORCE_… parameters (P11). */
export function PasteParameters({ onRead }: { onRead: (read: PastedParameters) => void }) {
  const client = useHost();
  const id = useId();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [error, setError] = useState<MillraceError>();
  const [read, setRead] = useState<PastedParameters>();

  const take = async () => {
    try {
      const found = await client.connections.readParameters({ text });
      setError(undefined);
      setRead(found);
      setText('');
      setOpen(false);
      onRead(found);
      announce('The details are filled in from the pasted parameters.');
    } catch (thrown) {
      setError(toMillraceError(thrown));
    }
  };

  return (
    <div className={styles.paste}>
      <Button
        variant="ghost"
        size="small"
        icon={ClipboardPaste}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        Paste parameters
      </Button>
      {open && (
        <div id={id} className={styles.authorize}>
          <TextArea
            label="Parameters"
            help="Lines such as SALESFORCE_CLIENT_ID=…, a .env file, YAML or a JSON object. They go to this form only."
            value={text}
            rows={6}
            autoComplete="off"
            spellCheck={false}
            error={error && `${error.message} ${error.fix}`}
            onChange={setText}
          />
          <div className={styles.buttons}>
            <Button onClick={take}>Fill in</Button>
          </div>
        </div>
      )}
      {read && (read.unknown.length > 0 || read.problems.length > 0) && (
        <Banner tone="warn">
          {read.problems.map(({ name, message }) => `${name}: ${message}`).join(' ')}
          {read.unknown.length > 0 && ` Left out: ${read.unknown.join(', ')}.`}
        </Banner>
      )}
    </div>
  );
}
