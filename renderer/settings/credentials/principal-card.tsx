import { PenLine, RefreshCw, Trash } from 'lucide-react';
import { useState } from 'react';
import type { NamedCredential, Principal } from '../../../shared/contract/index.ts';
import connectionStyles from '../../connections/connection-screen.module.css';
import { describeConnection } from '../../connections/connection-words.ts';
import { manifestOfPrincipal } from '../../connections/named-sign-in.ts';
import { signInAddress } from '../../connections/sign-in-address.ts';
import { Fact, SignInFacts } from '../../connections/sign-in-facts.tsx';
import { formatMomentInFull } from '../../format/time.ts';
import { useCatalogStore } from '../../stores/catalog.ts';
import { useHostData } from '../../stores/host-data.ts';
import { useMay } from '../../stores/rights.ts';
import { Button, EnvironmentTag, StatusBadge } from '../../ui/index.ts';
import type { CredentialOutcome } from './credential-outcome.ts';
import styles from './credentials.module.css';
import { PermittedSwitch } from './permitted-switch.tsx';
import { ReconnectPrincipal } from './reconnect-principal.tsx';
import { RemovePrincipal } from './remove-principal.tsx';

/** One principal: how it signs in, what its tests found, and whether connections may use it. */
export function PrincipalCard({
  credential,
  principal,
  editId,
  onEdit,
  onTold,
}: {
  credential: NamedCredential;
  principal: Principal;
  /** Id of the button “Edit”. */
  editId: string;
  onEdit: () => void;
  onTold: (outcome: CredentialOutcome) => void;
}) {
  const connectors = useCatalogStore((state) => state.connectorsById);
  const testing = useHostData((state) => state.testing.has(credential.id));
  const practiceUrl = useHostData((state) => state.practice.data?.loginUrl ?? undefined);
  const mayManage = useMay('manageConnections');
  const [dialog, setDialog] = useState<'reconnect' | 'remove'>();
  const { connector, scheme, authentication, environment } = describeConnection(
    { connector: credential.connector, auth: principal.auth, environment: principal.environment },
    connectors,
  );
  const address = connector && signInAddress(connector, principal.fields, practiceUrl);
  const { lastTest: result } = principal;
  const dialogProps = {
    credential,
    principal,
    onDone: (text: string) => {
      setDialog(undefined);
      onTold({ tone: 'ok', text });
    },
    onClose: () => setDialog(undefined),
  };
  return (
    <section className={connectionStyles.section} aria-labelledby={`principal-${principal.id}`}>
      <div className={styles.cardTop}>
        <div className={styles.cardTitle}>
          <h3 id={`principal-${principal.id}`}>{principal.name}</h3>
          <EnvironmentTag environment={principal.environment} />
          <StatusBadge status={testing ? 'testing' : principal.status} />
        </div>
        {mayManage && (
          <div className={styles.buttons}>
            {scheme?.authorizes && (
              <Button
                icon={RefreshCw}
                size="small"
                aria-label={`Reconnect ${principal.name}`}
                onClick={() => setDialog('reconnect')}
              >
                Reconnect
              </Button>
            )}
            <Button id={editId} icon={PenLine} size="small" aria-label={`Edit ${principal.name}`} onClick={onEdit}>
              Edit
            </Button>
            {credential.principals.length > 1 && (
              <Button
                icon={Trash}
                size="small"
                aria-label={`Remove ${principal.name}`}
                onClick={() => setDialog('remove')}
              >
                Remove
              </Button>
            )}
          </div>
        )}
      </div>
      <PermittedSwitch credential={credential} principal={principal} onTold={onTold} />
      <dl className={connectionStyles.facts}>
        <Fact term="Authentication">{authentication}</Fact>
        <Fact term="Environment">{environment}</Fact>
        {address && <Fact term="URL">{address}</Fact>}
        {connector && scheme && <SignInFacts {...manifestOfPrincipal(connector, scheme)} kept={principal} brief />}
        <Fact term="Last Tested Date">
          {principal.lastTestedAt ? formatMomentInFull(principal.lastTestedAt) : 'Never'}
        </Fact>
        <Fact term="Last test result">
          {result ? `${result.succeeded ? 'Succeeded.' : 'Failed.'} ${result.message} ${result.fix ?? ''}` : '—'}
        </Fact>
      </dl>
      {dialog === 'reconnect' && <ReconnectPrincipal {...dialogProps} />}
      {dialog === 'remove' && <RemovePrincipal {...dialogProps} />}
    </section>
  );
}
