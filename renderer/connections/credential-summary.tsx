import type { NamedCredential } from '../../shared/contract/index.ts';
import { useCatalogStore } from '../stores/catalog.ts';
import { useHostData } from '../stores/host-data.ts';
import { addressOf } from '../stores/navigation.ts';
import { endConnectionRequest } from '../stores/new-connection.ts';
import { Banner, StatusBadge } from '../ui/index.ts';
import styles from './connection-screen.module.css';
import { describeConnection } from './connection-words.ts';
import { manifestOfPrincipal } from './named-sign-in.ts';
import { signInAddress } from './sign-in-address.ts';
import { Fact, SignInFacts } from './sign-in-facts.tsx';

/** What a connection signs in with when it uses a named credential: to look at, managed in Settings. */
export function CredentialSummary({ credentialId }: { credentialId: unknown }) {
  const credentials = useHostData((state) => state.credentials.data);
  const credential = credentials?.find(({ id }) => id === credentialId);
  return (
    <div className={styles.managed}>
      <p>
        Managed in{' '}
        <a
          onClick={endConnectionRequest}
          href={addressOf(
            credential
              ? { screen: 'credential', credentialId: credential.id }
              : { screen: 'settings', section: 'credentials' },
          )}
        >
          Settings ▸ Named credentials
        </a>
        .
      </p>
      {credentials && !credential && (
        <Banner tone="error">The named credential isn’t on this computer any more.</Banner>
      )}
      {credential && <CredentialFacts credential={credential} />}
    </div>
  );
}

function CredentialFacts({ credential }: { credential: NamedCredential }) {
  const connectors = useCatalogStore((state) => state.connectorsById);
  const practiceUrl = useHostData((state) => state.practice.data?.loginUrl ?? undefined);
  const [principal, ...others] = credential.principals;
  const trouble = troubleOf(credential);
  const words = principal && describeConnection({ ...principal, connector: credential.connector }, connectors);
  const address = words?.connector && principal && signInAddress(words.connector, principal.fields, practiceUrl);
  return (
    <>
      {trouble && <Banner tone="warn">{trouble}</Banner>}
      <dl className={styles.facts}>
        <Fact term="Named credential">{credential.name}</Fact>
        {principal && words && others.length === 0 && (
          <>
            <Fact term="Principal">{principal.name}</Fact>
            <Fact term="Principal’s status">
              <StatusBadge status={principal.status} />
            </Fact>
            <Fact term="Authentication">{words.authentication}</Fact>
            <Fact term="Environment">{words.environment}</Fact>
            {address && <Fact term="URL">{address}</Fact>}
            {words.connector && words.scheme && (
              <SignInFacts {...manifestOfPrincipal(words.connector, words.scheme)} kept={principal} brief />
            )}
          </>
        )}
      </dl>
    </>
  );
}

/** Why connections can't work with a credential as it is; undefined when they can. */
function troubleOf({ principals }: NamedCredential): string | undefined {
  if (principals.length !== 1) return `It has ${principals.length} principals; a connection needs exactly one.`;
  return principals.some(({ permitted }) => !permitted)
    ? 'Connections may not use its principal. A connection that uses it is inactive until that is permitted.'
    : undefined;
}
