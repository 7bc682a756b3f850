import { useEffect, useId } from 'react';
import { useNewFlow } from '../flows/use-new-flow.ts';
import { navigate } from '../stores/navigation.ts';
import { Screen } from '../ui/index.ts';
import { SecretsBanner } from './secrets/secrets-banner.tsx';
import { useWizard } from './use-wizard.ts';
import styles from './wizard.module.css';
import { WizardActions } from './wizard-actions.tsx';
import { WizardBody } from './wizard-body.tsx';
import { reopenWizard } from './wizard-store.ts';

/** The wizard that makes a connection, as a page. What was entered is kept when it is left. */
export function NewConnectionScreen() {
  const wizard = useWizard();
  const newFlow = useNewFlow();
  const formId = useId();
  useEffect(reopenWizard, []);
  return (
    <Screen title="New connection">
      <SecretsBanner />
      <div className={styles.card}>
        <WizardBody wizard={wizard} formId={formId} />
        <div className={styles.actions}>
          <WizardActions
            wizard={wizard}
            formId={formId}
            useLabel="Use in a flow"
            onUse={() => void newFlow()}
            onLeave={() => navigate({ screen: 'connections' })}
          />
        </div>
      </div>
    </Screen>
  );
}
