import { useState } from 'react';
import type { JsonObject } from '../../shared/json/json.ts';
import { announce } from '../ui/index.ts';
import { clearSecretAfterChange, findBoundSecrets, primarySecret } from './clear-secret.ts';
import { type DraftErrors, findUnneeded, type SignInDraft, type SignInManifest } from './connection-draft.ts';
import { type Approved, type Authorization, useAuthorization } from './use-authorization.ts';

/** A stored sign-in while it is edited. */
export type SignInEdit<Draft> = {
  draft: Draft;
  errors: DraftErrors;
  setErrors: (errors: DraftErrors) => void;
  /** Notes by field key: which secret was cleared, and why. */
  notes: Record<string, string>;
  /** Keys of secrets that are kept and may stay empty. */
  stored: ReadonlySet<string>;
  /** Keys of all fields that may stay empty. */
  optional: ReadonlySet<string>;
  /** True when a detail of the sign-in differs from what is stored. */
  isChanged: boolean;
  authorization: Authorization;
  /** What was approved in the browser for the details as they are. */
  approved: Approved | undefined;

  /** `changed` is the key of the field that was changed; name and description are no details of a sign-in. */
  change: (draft: Draft, changed: string) => void;
};

/** Edits a stored sign-in: the first change of a detail clears its primary secret (ui.md §8.2). */
export function useSignInEdit<Draft extends SignInDraft>(
  { connector, scheme }: SignInManifest,
  kept: { fields: JsonObject; secretsStored: readonly string[] },
  begin: () => Draft,
): SignInEdit<Draft> {
  const [draft, setDraft] = useState(begin);
  const [cleared, setCleared] = useState<{ key: string; text: string }>();
  const [dropped, setDropped] = useState<Record<string, string>>({});
  const [errors, setErrors] = useState<DraftErrors>({});
  const [approved, setApproved] = useState<Approved>();
  const authorization = useAuthorization(setApproved);
  const stored = new Set(kept.secretsStored.filter((key) => key !== cleared?.key && dropped[key] === undefined));

  const change = (next: Draft, changed: string) => {
    for (const { key, text } of findBoundSecrets(connector, scheme, changed)) {
      if (!stored.has(key)) continue;
      setDropped((present) => ({ ...present, [key]: text }));
      announce(text);
    }
    const secret = primarySecret(scheme);
    const note = cleared ? undefined : clearSecretAfterChange(connector, scheme, changed);
    if (note && secret) {
      setCleared({ key: secret.key, text: note });
      announce(note);
      setDraft({ ...next, secrets: { ...next.secrets, [secret.key]: '' } });
    } else {
      setDraft(next);
    }
    setErrors(({ [changed]: _mended, ...rest }) => rest);
    if (changed !== 'name' && changed !== 'description') setApproved(undefined);
  };

  return {
    draft,
    errors,
    setErrors,
    notes: cleared ? { ...dropped, [cleared.key]: cleared.text } : dropped,
    stored,
    optional: new Set([...findUnneeded(kept, { connector, scheme }), ...stored]),
    isChanged: JSON.stringify(draft.fields) !== JSON.stringify(kept.fields) || cleared !== undefined,
    authorization,
    approved,
    change,
  };
}
