import { CalendarClock } from 'lucide-react';
import type { FieldManifest } from '../../shared/connector/manifest.ts';
import type { KeyStoreEntry } from '../../shared/contract/index.ts';
import { formatDay } from '../format/time.ts';
import { SelectField } from '../ui/index.ts';
import type { SignInDraft } from './connection-draft.ts';
import styles from './key-alias-field.module.css';
import { chosenKey, type KeyStoreField, listingOf } from './key-stores.ts';

/** Which key of the key store signs, and what is known of its certificate. */
export function KeyAliasField({
  field,
  keyStore,
  draft,
  error,
  onChoose,
}: {
  field: FieldManifest;
  keyStore: KeyStoreField;
  draft: SignInDraft;
  error: string | undefined;
  onChoose: (alias: string) => void;
}) {
  const listing = listingOf(keyStore, draft);
  const chosen = chosenKey(keyStore, draft);
  const typed = draft.fields[field.key];
  const name = typeof typed === 'string' ? typed : '';
  const entries = listing?.entries ?? [];
  // A key that was chosen earlier stays in view while its file isn't open.
  const kept = !listing && name !== '' ? [{ value: name, label: name }] : [];
  return (
    <div className={styles.key}>
      <SelectField
        label={field.label}
        required={entries.length > 1}
        value={chosen?.alias ?? (kept.length > 0 ? name : null)}
        disabled={!listing}
        placeholder={listing ? 'Choose a key' : 'Listed from the key store once it is open'}
        error={error}
        data-testid={`field-${field.key}`}
        options={[
          ...kept,
          ...entries.map((entry) => ({ value: entry.alias, label: entry.alias, help: describeShortly(entry) })),
        ]}
        onChange={(alias) => alias !== null && onChoose(alias)}
      />
      {chosen && <KeyFacts entry={chosen} />}
    </div>
  );
}

function KeyFacts({ entry }: { entry: KeyStoreEntry }) {
  const { subject, issuer, notAfter, algorithm, usable, warning } = entry;
  return (
    <>
      <dl className={styles.facts} aria-label="Certificate">
        <dt>Subject</dt>
        <dd>{subject ?? 'The file holds no certificate for this key.'}</dd>
        {issuer !== null && (
          <>
            <dt>Issuer</dt>
            <dd>{issuer === subject ? 'Itself (self-signed)' : issuer}</dd>
          </>
        )}
        {notAfter !== null && (
          <>
            <dt>Expires</dt>
            <dd>{formatDay(notAfter)}</dd>
          </>
        )}
        <dt>Algorithm</dt>
        <dd>{algorithm}</dd>
      </dl>
      {usable && warning && (
        <p className={styles.warning} role="status">
          <CalendarClock size={16} strokeWidth={1.75} aria-hidden />
          <span>{warning} Make a new one in time and register it with the app.</span>
        </p>
      )}
    </>
  );
}

function describeShortly({ subject, algorithm, warning }: KeyStoreEntry): string {
  return warning ?? `${subject ?? 'No certificate'} · ${algorithm}`;
}
