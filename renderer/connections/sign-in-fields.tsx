import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import {
  type AuthSchemeManifest,
  type ConnectorManifest,
  type FieldManifest,
  NAMED_SCHEME,
} from '../../shared/connector/manifest.ts';
import { useHostData } from '../stores/host-data.ts';
import { Banner, CopyField } from '../ui/index.ts';
import { type DraftErrors, formFields, isRequired, isVisible, type SignInDraft } from './connection-draft.ts';
import styles from './details-form.module.css';
import { callbackUrlOf, deriveEndpoint } from './endpoints.ts';
import { KeyAliasField } from './key-alias-field.tsx';
import { KeyStoreField } from './key-store-field.tsx';
import { findNeedless, findShownKeyStoreErrors, keyStoreFields, listingOf, readingOf } from './key-stores.ts';
import { ManifestField } from './manifest-field.tsx';
import { NamedCredentialField } from './named-credential-field.tsx';
import { findAddressError, signInAddress } from './sign-in-address.ts';
import { guideOf } from './sign-in-guides.ts';

/** What the fields of a sign-in are filled with and what is said of them. */
export type SignInForm = {
  connector: ConnectorManifest;
  scheme: AuthSchemeManifest;
  errors: DraftErrors;
  /** Notes by field key that stand instead of the field's help. */
  notes?: Record<string, string>;
  /** Keys of secrets that are kept already and may stay empty. */
  stored?: ReadonlySet<string>;
  /** Keys of all fields that may stay empty; those of `stored` unless given. */
  optional?: ReadonlySet<string>;
};

/** What a sign-in asks for. The address stands above the secrets. */
export function SignInFields<Draft extends SignInDraft>({
  connector,
  scheme,
  draft,
  errors: found,
  notes = {},
  stored = new Set(),
  optional: given = stored,
  onChange,
}: SignInForm & {
  draft: Draft;
  /** `changed` is the key of the field that was changed. */
  onChange: (draft: Draft, changed: string) => void;
}) {
  const practiceUrl = useHostData((state) => state.practice.data?.loginUrl ?? undefined);
  const isNamed = scheme.id === NAMED_SCHEME;
  const address = isNamed ? undefined : signInAddress(connector, draft.fields, practiceUrl);
  const visible = formFields(connector, scheme).filter((field) => isVisible(field, draft.fields));
  const keyStores = keyStoreFields(visible);
  const errors = { ...findShownKeyStoreErrors({ connector, scheme }, draft), ...found };
  const optional = new Set([...given, ...findNeedless({ connector, scheme }, draft)]);
  const main = visible.filter(({ group }) => group !== 'more');
  const more = visible.filter(({ group }) => group === 'more');
  const before = main.filter(({ secret, key }) => !secret && isOfConnector(connector, key));
  const after = main.filter((field) => !before.includes(field));
  const callbackUrl = scheme.authorizes && callbackUrlOf(draft.fields, draft.fields.callbackPort);
  const hasErrorInMore = more.some(({ key }) => errors[key] !== undefined);
  const [isOpen, setOpen] = useState(hasErrorInMore);
  const [hadError, setHadError] = useState(hasErrorInMore);
  // It stays open when the error is mended: somebody is typing there.
  if (hasErrorInMore && !hadError) setOpen(true);
  if (hasErrorInMore !== hadError) setHadError(hasErrorInMore);

  const noteOf = (field: FieldManifest): string | undefined => {
    if (notes[field.key] !== undefined) return notes[field.key];
    const opened = keyStores.find(({ keys }) => keys.password === field.key);
    if (opened && listingOf(opened, draft) && readingOf(opened, draft)?.password === '') return 'This file needs none.';
    if (stored.has(field.key)) return 'Stored on this computer. Leave empty to keep it.';
    const derived = deriveEndpoint(connector.id, scheme.id, field.key, address);
    if (!derived) return undefined;
    const isOverridden = typeof draft.fields[field.key] === 'string' && draft.fields[field.key] !== '';
    return isOverridden
      ? `Entered by hand. From the environment it would be ${derived}.`
      : `From the environment: ${derived}`;
  };

  const show = (field: FieldManifest) => {
    if (isNamed) return showCredential(field);
    const keyStore = keyStores.find(({ key }) => key === field.key);
    if (!keyStore) return showAlias(field) ?? showPlain(field);
    return (
      <KeyStoreField
        key={field.key}
        field={keyStore}
        draft={draft}
        required={isRequired(field, optional, draft.fields)}
        error={errors[field.key]}
        help={noteOf(field) ?? field.help}
        onChange={onChange}
      />
    );
  };

  /** The name of a key is chosen from its file; one that is stored already can be typed. */
  const showAlias = (field: FieldManifest) => {
    const keyStore = keyStores.find(({ keys }) => keys.alias === field.key);
    if (!keyStore || (stored.has(keyStore.keptAs) && !listingOf(keyStore, draft))) return undefined;
    return (
      <KeyAliasField
        key={field.key}
        field={field}
        keyStore={keyStore}
        draft={draft}
        error={errors[field.key]}
        onChoose={(alias) => onChange({ ...draft, fields: { ...draft.fields, [field.key]: alias } }, field.key)}
      />
    );
  };

  const showCredential = (field: FieldManifest) => (
    <NamedCredentialField
      key={field.key}
      connector={connector}
      field={field}
      value={draft.fields[field.key]}
      error={errors[field.key]}
      onChange={(id) => onChange({ ...draft, fields: { ...draft.fields, [field.key]: id } }, field.key)}
    />
  );

  const showPlain = (field: FieldManifest) => (
    <ManifestField
      key={field.key}
      field={field}
      value={draft.fields[field.key]}
      secret={draft.secrets[field.key] ?? ''}
      error={errors[field.key]}
      note={noteOf(field)}
      addressError={findAddressError(field.key, draft.fields[field.key])}
      required={isRequired(field, optional, draft.fields)}
      limit={field.key === 'environment' ? guideOf(connector.id, scheme.id)?.environments : undefined}
      onChange={(value) => onChange({ ...draft, fields: { ...draft.fields, [field.key]: value } }, field.key)}
      onSecretChange={(secret) => onChange({ ...draft, secrets: { ...draft.secrets, [field.key]: secret } }, field.key)}
    />
  );

  return (
    <>
      {before.map(show)}
      {scheme.warning && <Banner tone="warn">{scheme.warning}</Banner>}
      {address && (
        <p className={styles.address} role="status">
          <ShieldCheck size={16} strokeWidth={1.75} aria-hidden />
          <span>
            You will sign in at <strong>{address}</strong>
          </span>
        </p>
      )}
      {!isNamed && draft.fields.environment === 'practice' && (
        <Banner tone="info">Leave the sign-in fields empty to use the practice server’s own user.</Banner>
      )}
      {after.map(show)}
      {callbackUrl && (
        <CopyField label="Callback URL" value={callbackUrl} help="Register it as the callback URL of your app." />
      )}
      {more.length > 0 && (
        <details className={styles.more} open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
          <summary>Advanced</summary>
          <div className={styles.form}>
            {more.filter(({ section }) => section === undefined).map(show)}
            {[...new Set(more.flatMap(({ section }) => section ?? []))].map((section) => (
              <fieldset key={section} className={styles.section}>
                <legend>{section}</legend>
                <div className={styles.form}>{more.filter((field) => field.section === section).map(show)}</div>
              </fieldset>
            ))}
          </div>
        </details>
      )}
    </>
  );
}

function isOfConnector(connector: ConnectorManifest, key: string): boolean {
  return connector.common.some((field) => field.key === key);
}
