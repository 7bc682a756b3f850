import { TextField } from '../ui/index.ts';
import type { ConnectionDraft } from './connection-draft.ts';
import { CredentialSummary } from './credential-summary.tsx';
import styles from './details-form.module.css';
import { SignInFields, type SignInForm } from './sign-in-fields.tsx';

/** The fields of a connection: name, description, and what its sign-in asks for. */
export function DetailsForm({
  draft,
  onChange,
  onNameBlur,
  isManaged = false,
  ...form
}: SignInForm & {
  draft: ConnectionDraft;
  /** `changed` is the key of the field that was changed. */
  onChange: (draft: ConnectionDraft, changed: string) => void;
  onNameBlur?: () => void;
  /** True when the sign-in itself is managed elsewhere, as that of a named credential is. */
  isManaged?: boolean;
}) {
  return (
    <div className={styles.form}>
      <p className={styles.legend}>* required</p>
      <TextField
        label="Connection Name"
        required
        value={draft.name}
        maxLength={200}
        error={form.errors.name}
        data-testid="field-name"
        {...(onNameBlur ? { onBlur: onNameBlur } : {})}
        onChange={(name) => onChange({ ...draft, name }, 'name')}
      />
      <TextField
        label="Description"
        value={draft.description}
        data-testid="field-description"
        onChange={(description) => onChange({ ...draft, description }, 'description')}
      />
      {isManaged ? (
        <section className={styles.summary} aria-label="Authentication Details">
          <CredentialSummary credentialId={draft.fields.credential} />
        </section>
      ) : (
        <SignInFields {...form} draft={draft} onChange={onChange} />
      )}
    </div>
  );
}
