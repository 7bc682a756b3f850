import type { ReactNode } from 'react';
import type { FieldManifest } from '../../shared/connector/manifest.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import { formFields, type SignInManifest } from './connection-draft.ts';
import styles from './connection-screen.module.css';

/** What is kept of a sign-in. */
type KeptSignIn = { fields: JsonObject; secretsStored: readonly string[] };

/** A term and what is known of it, for a list of facts. */
export function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  );
}

/**
 * The details of a sign-in outside its environment, for a list of facts. Secrets are only said to be stored. Sections
 * that nobody filled are left out; in brief, so are all advanced settings that nobody changed.
 */
export function SignInFacts({
  connector,
  scheme,
  kept,
  brief,
}: SignInManifest & { kept: KeptSignIn; brief?: boolean }) {
  return formFields(connector, scheme)
    .filter((field) => field.key !== 'environment' && !((brief || field.section) && isUntouched(field, kept)))
    .map((field) => <SignInFact key={field.key} field={field} kept={kept} />);
}

function isUntouched({ group, secret, key, default: usual }: FieldManifest, kept: KeptSignIn): boolean {
  if (group !== 'more') return false;
  if (secret) return !kept.secretsStored.includes(key);
  const value = kept.fields[key] ?? usual;
  return value === undefined || value === '' || value === usual;
}

function SignInFact({ field, kept }: { field: FieldManifest; kept: KeptSignIn }) {
  if (field.secret) {
    const stored = kept.secretsStored.includes(field.key);
    return (
      <Fact term={field.label}>
        {stored ? <span className={styles.secret}>••••••••&ensp;Stored on this computer</span> : 'Not set'}
      </Fact>
    );
  }
  const value = kept.fields[field.key] ?? field.default;
  if (field.visibleWhen && (value === undefined || value === '')) return null;
  return <Fact term={field.label}>{wordsOf(field, value)}</Fact>;
}

function wordsOf(field: FieldManifest, value: Json | undefined): string {
  if (value === undefined || value === null || value === '') return '—';
  const option = field.options?.find((choice) => choice.value === value);
  if (option) return option.label;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
