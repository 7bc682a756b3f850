import { useEffect, useId } from 'react';
import { useNewFlow } from '../flows/use-new-flow.ts';
import { useAppInfo } from '../stores/host-data.ts';
import { navigate } from '../stores/navigation.ts';
import { Banner, Screen } from '../ui/index.ts';
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
      <KeyWarning />
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

/** Says that secrets can't be kept where no key for them is there. */
export function KeyWarning() {
  const { secretsAtRest } = useAppInfo().capabilities;
  if (secretsAtRest !== 'none') return null;
  return (
    <Banner tone="warn">
      Secrets can’t be stored here, because no key for them is available: only connections without secrets can be
      created. Start Millrace with <code>MILLRACE_PASSPHRASE</code> set, or run{' '}
      <code>millrace vault init --unprotected</code> once.
    </Banner>
  );
}
