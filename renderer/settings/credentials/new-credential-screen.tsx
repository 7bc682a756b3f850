import { ChevronLeft } from 'lucide-react';
import { useEffect, useId } from 'react';
import { SecretsBanner } from '../../connections/secrets/secrets-banner.tsx';
import styles from '../../connections/wizard.module.css';
import { addressOf, navigate } from '../../stores/navigation.ts';
import { Button, Screen } from '../../ui/index.ts';
import { CredentialWizardBody } from './credential-wizard-body.tsx';
import { reopenCredentialWizard, resetCredentialWizard } from './credential-wizard-store.ts';
import own from './credentials.module.css';
import { takeToConnection } from './take-to-connection.ts';
import { type CredentialWizard, useCredentialWizard } from './use-credential-wizard.ts';

/** The wizard that makes a named credential. What was entered is kept when it is left. */
export function NewCredentialScreen() {
  const wizard = useCredentialWizard();
  const formId = useId();
  useEffect(reopenCredentialWizard, []);
  return (
    <Screen title="New named credential" before={<BackToCredentials />}>
      <SecretsBanner />
      {wizard && (
        <div className={styles.card}>
          <CredentialWizardBody wizard={wizard} formId={formId} />
          <div className={styles.actions}>
            <WizardButtons wizard={wizard} formId={formId} />
          </div>
        </div>
      )}
    </Screen>
  );
}

/** The way back to the list. */
export function BackToCredentials() {
  return (
    <a className={own.back} href={addressOf({ screen: 'settings', section: 'credentials' })}>
      <ChevronLeft size={16} strokeWidth={1.75} aria-hidden />
      Named credentials
    </a>
  );
}

function WizardButtons({ wizard, formId }: { wizard: CredentialWizard; formId: string }) {
  const { stage, attempt, previous, busy, principal, goTo } = wizard;
  const leave = () => navigate({ screen: 'settings', section: 'credentials' });
  if (attempt?.state === 'done') {
    const { made } = attempt;
    return (
      <>
        <Button
          onClick={() => {
            leave();
            resetCredentialWizard();
          }}
        >
          Close
        </Button>
        <Button onClick={resetCredentialWizard}>Create another</Button>
        <Button
          variant="primary"
          onClick={() => {
            takeToConnection(made);
            resetCredentialWizard();
          }}
        >
          Use in a connection
        </Button>
      </>
    );
  }
  const isLast = stage === 'Authenticate';
  return (
    <>
      <Button onClick={leave}>Cancel</Button>
      {previous && !busy && <Button onClick={() => goTo(previous)}>Back</Button>}
      {!(isLast && principal.awaitsApproval) && (
        <Button key={stage} type="submit" form={formId} variant="primary" busyLabel={busy ? 'Testing…' : undefined}>
          {isLast ? 'Create Credential' : 'Next'}
        </Button>
      )}
    </>
  );
}
