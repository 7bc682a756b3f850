import { addressOf, type SettingsSection, settingsSections } from '../stores/navigation.ts';
import { Screen } from '../ui/index.ts';
import { AboutSection } from './about-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { CredentialsSection } from './credentials/credentials-section.tsx';
import { GeneralSection } from './general-section.tsx';
import { HistorySection } from './history-section.tsx';
import { PracticeSection } from './practice-section.tsx';
import { SecretsSection } from './secrets-section.tsx';
import styles from './settings-screen.module.css';
import { WebhooksSection } from './webhooks-section.tsx';

const labels: Record<SettingsSection, string> = {
  general: 'General',
  appearance: 'Appearance',
  history: 'Runs and data',
  credentials: 'Named credentials',
  secrets: 'Secrets',
  webhooks: 'Webhooks',
  practice: 'Practice server',
  about: 'About',
};

/** Settings, one section at a time. Changes apply at once. */
export function SettingsScreen({ section }: { section: SettingsSection }) {
  return (
    <Screen title="Settings">
      <div className={styles.columns} data-section={section}>
        <nav aria-label="Settings sections">
          <ul className={styles.sections}>
            {settingsSections.map((name) => (
              <li key={name}>
                <a
                  className={styles.link}
                  href={addressOf({ screen: 'settings', section: name })}
                  aria-current={name === section ? 'true' : undefined}
                >
                  {labels[name]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <section className={styles.content} aria-labelledby="settings-section">
          <h2 id="settings-section" className={styles.title}>
            {labels[section]}
          </h2>
          {section === 'general' && <GeneralSection />}
          {section === 'appearance' && <AppearanceSection />}
          {section === 'history' && <HistorySection />}
          {section === 'credentials' && <CredentialsSection />}
          {section === 'secrets' && <SecretsSection />}
          {section === 'webhooks' && <WebhooksSection />}
          {section === 'practice' && <PracticeSection />}
          {section === 'about' && <AboutSection />}
        </section>
      </div>
    </Screen>
  );
}
