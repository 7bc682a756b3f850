import type { ConnectorManifest } from '../../../shared/connector/manifest.ts';
import type { ConnectionStatus, CredentialEntity, NamedCredential, Principal } from '../../../shared/contract/index.ts';
import { formatCount } from '../../format/count.ts';

/** What is sent with a named credential, as people call it (product.md K2). */
export const entityLabels: Readonly<Record<CredentialEntity, string>> = {
  bill: 'Bill',
  account: 'Account',
  contact: 'Contact',
  lead: 'Lead',
  opportunity: 'Opportunity',
  custom: 'Custom',
};

/** The same in the order in which they are offered. The record above has exactly these keys. */
export const entities = Object.keys(entityLabels) as CredentialEntity[];

/** The words for a named credential's parts; ids stand in for what this installation doesn't know. */
export type CredentialWords = {
  entity: string;
  destination: string;
  /** The ways in which its principals sign in, each once. */
  authentication: string;
};

/** What people call a named credential's parts. */
export function describeCredential(
  credential: NamedCredential,
  connectors: ReadonlyMap<string, ConnectorManifest>,
): CredentialWords {
  const connector = connectors.get(credential.connector);
  const schemes = new Set(
    credential.principals.map(({ auth }) => connector?.auth.find(({ id }) => id === auth)?.label ?? auth),
  );
  return {
    entity: credential.entity === 'custom' ? credential.customEntity : entityLabels[credential.entity],
    destination: connector?.label ?? credential.connector,
    authentication: [...schemes].join(', '),
  };
}

const worstFirst: readonly ConnectionStatus[] = ['failed', 'sign_in_expired', 'testing', 'inactive', 'not_tested'];

/** The status of the principal that is worst off; “Testing…” while this page tests them. */
export function statusOf({ id, principals }: NamedCredential, testing: ReadonlySet<string>): ConnectionStatus {
  if (testing.has(id)) return 'testing';
  return worstFirst.find((status) => principals.some((principal) => principal.status === status)) ?? 'connected';
}

/** The name that another principal of the credential has; undefined when the typed one is free. */
export function findPrincipalNameError(
  typed: string,
  principals: readonly Principal[],
  own: string | undefined,
): string | undefined {
  const name = typed.trim().toLowerCase();
  const isTaken = principals.some((principal) => principal.id !== own && principal.name.toLowerCase() === name);
  return isTaken ? `This credential already has a principal called “${typed.trim()}”.` : undefined;
}

/** “1 connection uses it”, “3 connections use it”. */
export function sayUse(count: number): string {
  return `${formatCount(count, 'connection')} ${count === 1 ? 'uses' : 'use'} it`;
}

/** Names in a row: “A, B and C”. */
export function listNames(things: readonly { name: string }[]): string {
  return new Intl.ListFormat('en').format(things.map(({ name }) => `“${name}”`));
}
