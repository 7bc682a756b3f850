import type { AuthSchemeManifest, ConnectorManifest } from '../../shared/connector/manifest.ts';
import { guideOf } from './sign-in-guides.ts';
import styles from './wizard.module.css';

/** Beside the details: where to find what they ask for, and what the user must be allowed to do. */
export function HelpPane({ connector, scheme }: { connector: ConnectorManifest; scheme: AuthSchemeManifest }) {
  const guide = guideOf(connector.id, scheme.id);
  return (
    <aside className={styles.help} aria-labelledby="where-to-find">
      <h2 id="where-to-find">Where to find this</h2>
      {guide ? (
        <>
          <ol>
            {guide.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          {guide.notes?.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </>
      ) : (
        <p>{scheme.description}</p>
      )}
      {connector.id === 'salesforce' && (
        <p>
          The user needs “API Enabled” and access to the objects your flows touch. A dedicated user with “API Only User”
          is a good choice.
        </p>
      )}
    </aside>
  );
}
