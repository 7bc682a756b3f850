import { FileKey2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { useHost } from '../host/host-context.tsx';
import { announce } from '../ui/index.ts';
import type { SignInDraft } from './connection-draft.ts';
import { FileField } from './file-field.tsx';
import { chosenFile, type KeyStoreField as KeyStoreFieldManifest, readingOf, takeReading } from './key-stores.ts';

/** Key stores are a few kilobytes; what is larger isn't one. In bytes. */
const LARGEST = 1_000_000;

/** So long after the last letter of the password, in milliseconds, the file is tried with it. */
const TYPING_PAUSE = 400;

/** The file with the keys to sign with: what it holds is listed as soon as it and its password are there. */
export function KeyStoreField<Draft extends SignInDraft>({
  field,
  draft,
  required,
  error,
  help,
  onChange,
}: {
  field: KeyStoreFieldManifest;
  draft: Draft;
  required: boolean;
  error: string | undefined;
  help: string | undefined;
  /** `changed` is the field's key; another word when only what was read changed. */
  onChange: (draft: Draft, changed: string) => void;
}) {
  const client = useHost();
  const latest = useRef({ field, draft, onChange });
  useEffect(() => {
    latest.current = { field, draft, onChange };
  });
  const chosen = chosenFile(field, draft);
  const content = chosen?.content;
  const password = chosen?.password;
  const isRead = readingOf(field, draft) !== undefined;
  const readContent = useRef<string>(undefined);

  useEffect(() => {
    if (content === undefined || password === undefined || isRead) return undefined;
    const asking = new AbortController();
    const ask = async () => {
      readContent.current = content;
      const found = await client.connections
        .readKeyStore({ content, password }, { signal: asking.signal })
        .catch((thrown: unknown) => toMillraceError(thrown));
      if (asking.signal.aborted) return;
      const now = latest.current;
      now.onChange(takeReading(now.field, now.draft, { content, password, found }), 'keys of the file');
      if (!(found instanceof MillraceError)) {
        const count = found.entries.length;
        announce(`${count === 1 ? '1 key' : `${count} keys`} in the key store.`);
      }
    };
    // A file is read at once; while its password is being typed, only when the typing pauses.
    const timer = setTimeout(() => void ask(), readContent.current === content ? TYPING_PAUSE : 0);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [client, content, password, isRead]);

  const name = draft.fields[field.key];
  return (
    <FileField
      label={field.label}
      required={required}
      help={help}
      error={error}
      data-testid={`field-${field.key}`}
      fileName={typeof name === 'string' ? name : ''}
      accept=".jks,.p12,.pfx,.pem,.key"
      largest={LARGEST}
      tooLarge="This file is too large for a key store."
      icon={FileKey2}
      onRemove={
        required
          ? undefined
          : () => {
              const fields = { ...draft.fields, [field.key]: '' };
              const secrets = { ...draft.secrets, [field.keptAs]: '', [field.keys.password]: '' };
              onChange({ ...draft, fields, secrets }, field.key);
            }
      }
      onRead={(fileName, bytes) => {
        const fields = { ...draft.fields, [field.key]: fileName };
        const secrets = { ...draft.secrets, [field.keptAs]: toBase64(bytes) };
        onChange({ ...draft, fields, secrets }, field.key);
      }}
    />
  );
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
