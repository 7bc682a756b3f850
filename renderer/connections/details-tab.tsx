import { NAMED_SCHEME } from '../../shared/connector/manifest.ts';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { formatMomentInFull } from '../format/time.ts';
import { useCatalogStore } from '../stores/catalog.ts';
import { shownStatus, useAppInfo, useHostData } from '../stores/host-data.ts';
import { useMay } from '../stores/rights.ts';
import { lookOfStatus } from '../ui/index.ts';
import { BudgetSection } from './budget-section.tsx';
import styles from './connection-screen.module.css';
import { describeConnection } from './connection-words.ts';
import { CredentialSummary } from './credential-summary.tsx';
import { signInFields } from './named-sign-in.ts';
import { PermissionsSection } from './permissions-section.tsx';
import { signInAddress } from './sign-in-address.ts';
import { Fact, SignInFacts } from './sign-in-facts.tsx';
import { TestHistory } from './test-history.tsx';

/** What is known of a connection. Secrets are only said to be stored. `asksBudget` brings its limit of calls into focus. */
export function DetailsTab({ connection, asksBudget }: { connection: ConnectionSummary; asksBudget: boolean }) {
  const connectors = useCatalogStore((state) => state.connectorsById);
  const testing = useHostData((state) => state.testing);
  const { ownerName } = useAppInfo();
  const mayTest = useMay('testConnections');
  const words = describeConnection(connection, connectors);
  const practiceUrl = useHostData((state) => state.practice.data?.loginUrl ?? undefined);
  const credentials = useHostData((state) => state.credentials.data);
  const fields = words.scheme ? signInFields(words.scheme, connection.fields, credentials) : connection.fields;
  const baseUrl = typeof fields.baseUrl === 'string' ? fields.baseUrl : '';
  const address = baseUrl || (words.connector && signInAddress(words.connector, fields, practiceUrl));
  const result = connection.lastTest;
  return (
    <div className={styles.sections}>
      <section className={styles.section} aria-labelledby="connection-about">
        <h2 id="connection-about">About</h2>
        <dl className={styles.facts}>
          <Fact term="Connection Name">{connection.name}</Fact>
          <Fact term="Description">{connection.description || '—'}</Fact>
          <Fact term="System">{words.system}</Fact>
          <Fact term="Connection API Type">{words.apiType}</Fact>
          <Fact term="Authorization Type">{words.authentication}</Fact>
          <Fact term="Environment">{words.environment}</Fact>
          {address && <Fact term="URL">{address}</Fact>}
          <Fact term="Owner">{ownerName}</Fact>
          <Fact term="Created">{formatMomentInFull(connection.createdAt)}</Fact>
          <Fact term="Last modified">{formatMomentInFull(connection.updatedAt)}</Fact>
          <Fact term="Connection version">{connection.revision}</Fact>
          <Fact term="Status">{lookOfStatus(shownStatus(connection, testing)).label}</Fact>
          <Fact term="Last Tested Date">
            {connection.lastTestedAt ? formatMomentInFull(connection.lastTestedAt) : 'Never'}
          </Fact>
          <Fact term="Last test result">
            {result ? `${result.succeeded ? 'Succeeded.' : 'Failed.'} ${result.message} ${result.fix ?? ''}` : '—'}
          </Fact>
        </dl>
      </section>
      <section className={styles.section} aria-labelledby="connection-authentication">
        <h2 id="connection-authentication">Authentication Details</h2>
        {connection.auth === NAMED_SCHEME ? (
          <CredentialSummary credentialId={connection.fields.credential} />
        ) : (
          <dl className={styles.facts}>
            {words.connector && words.scheme && (
              <SignInFacts connector={words.connector} scheme={words.scheme} kept={connection} />
            )}
          </dl>
        )}
      </section>
      {mayTest && connection.connector === 'salesforce' && connection.usedBy.length > 0 && (
        <PermissionsSection key={connection.revision} connection={connection} />
      )}
      <BudgetSection connectionId={connection.id} isAsked={asksBudget} />
      <TestHistory connection={connection} />
    </div>
  );
}
