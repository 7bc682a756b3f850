import type { NamedCredential } from '../../../shared/contract/index.ts';
import styles from '../../connections/connection-screen.module.css';
import { Fact } from '../../connections/sign-in-facts.tsx';
import { formatCount } from '../../format/count.ts';
import { formatMomentInFull } from '../../format/time.ts';
import { useCatalogStore } from '../../stores/catalog.ts';
import { addressOf } from '../../stores/navigation.ts';
import { describeCredential } from './credential-words.ts';
import own from './credentials.module.css';

/** What a named credential is for, and which connections use it. */
export function AboutCredential({ credential }: { credential: NamedCredential }) {
  const connectors = useCatalogStore((state) => state.connectorsById);
  const { entity, destination } = describeCredential(credential, connectors);
  const { usedBy } = credential;
  return (
    <>
      <section className={styles.section} aria-labelledby="credential-about">
        <h2 id="credential-about">About</h2>
        <dl className={styles.facts}>
          <Fact term="Name">{credential.name}</Fact>
          <Fact term="Entity type">{entity}</Fact>
          <Fact term="Destination">{destination}</Fact>
          <Fact term="Created">{formatMomentInFull(credential.createdAt)}</Fact>
          <Fact term="Last modified">{formatMomentInFull(credential.updatedAt)}</Fact>
          <Fact term="Version">{credential.revision}</Fact>
        </dl>
      </section>
      <section className={styles.section} aria-labelledby="credential-users">
        <h2 id="credential-users">Used by {formatCount(usedBy.length, 'connection')}</h2>
        {usedBy.length === 0 ? (
          <p>No connection uses it. Choose “Named credential” as the Authentication Protocol of a new connection.</p>
        ) : (
          <ul className={own.users}>
            {usedBy.map(({ connectionId, name }) => (
              <li key={connectionId}>
                <a href={addressOf({ screen: 'connection', connectionId, tab: 'details' })}>{name}</a>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
