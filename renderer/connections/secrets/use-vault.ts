import { useMemo } from 'react';
import type { VaultStatus } from '../../../shared/contract/index.ts';
import { useHost } from '../../host/host-context.tsx';
import { useResource } from '../../host/use-resource.ts';

/** Why secrets can't be opened: their key isn't here, or they were altered. */
export type SecretsProblem = VaultStatus['unreadable'][number]['problem'];

/** How stored secrets are protected now, and which of them can't be opened. */
export function useVault() {
  const client = useHost();
  return useResource('vault', () => client.vault.status(), {
    refreshOn: ({ type }) => ['vault.changed', 'connections.changed', 'credentials.changed'].includes(type),
  });
}

/** Whose secrets can't be opened, by id. */
export function useUnreadable(): ReadonlyMap<string, SecretsProblem> {
  const { data: vault } = useVault();
  return useMemo(() => new Map(vault?.unreadable.map(({ id, problem }) => [id, problem])), [vault]);
}
