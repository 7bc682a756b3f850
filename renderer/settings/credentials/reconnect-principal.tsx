import type { NamedCredential, Principal } from '../../../shared/contract/index.ts';
import { ReconnectDialog } from '../../connections/reconnect-dialog.tsx';
import { signInHost } from '../../connections/sign-in-address.ts';
import { formatCount } from '../../format/count.ts';
import { useHost } from '../../host/host-context.tsx';
import { useCatalogStore } from '../../stores/catalog.ts';
import { useHostData } from '../../stores/host-data.ts';

/** A new sign-in for a principal, in force for every connection that uses it. */
export function ReconnectPrincipal({
  credential,
  principal,
  onDone,
  onClose,
}: {
  credential: NamedCredential;
  principal: Principal;
  /** Gets what to tell of it. */
  onDone: (message: string) => void;
  onClose: () => void;
}) {
  const client = useHost();
  const connector = useCatalogStore((state) => state.connectorsById.get(credential.connector));
  const practiceUrl = useHostData((state) => state.practice.data?.loginUrl ?? undefined);
  const ids = { credentialId: credential.id, principalId: principal.id };

  const take = async (authorizationId: string) => {
    await client.credentials.reconnect({ ...ids, authorizationId });
    await useHostData.getState().refresh('credentials');
    const count = credential.usedBy.length;
    const use = count === 0 ? '' : `; ${formatCount(count, 'connection')} ${count === 1 ? 'uses' : 'use'} it at once`;
    return `Reconnected. “${principal.name}” has a new sign-in${use}.`;
  };
  return (
    <ReconnectDialog
      id={principal.id}
      name={principal.name}
      system={connector?.label ?? credential.connector}
      host={connector && signInHost(connector, principal.fields, practiceUrl)}
      entersCode={connector?.auth.find(({ id }) => id === principal.auth)?.entersCode}
      ask={(options) => client.credentials.authorize(ids, options)}
      take={take}
      onDone={onDone}
      onClose={onClose}
    />
  );
}
