import { NAMED_SCHEME } from '../../shared/connector/manifest.ts';
import { useHost } from '../host/host-context.tsx';
import { useHostData } from '../stores/host-data.ts';
import { useOnline } from '../stores/use-online.ts';
import { Banner } from '../ui/index.ts';
import { AuthorizePanel } from './authorize-panel.tsx';
import { draftToInput } from './connection-draft.ts';
import { DetailsForm } from './details-form.tsx';
import { HelpPane } from './help-pane.tsx';
import { signInFields } from './named-sign-in.ts';
import { PasteParameters } from './paste-parameters.tsx';
import { signInHost } from './sign-in-address.ts';
import { useAuthorization } from './use-authorization.ts';
import type { Wizard } from './use-wizard.ts';
import styles from './wizard.module.css';
import { AuthenticationStage, SystemStage } from './wizard-choices.tsx';
import { StageList } from './wizard-stages.tsx';
import { stages, useWizardStore } from './wizard-store.ts';
import { DoneStage, TestStage } from './wizard-test.tsx';

/** The stages of a new connection and what the one of the moment asks for. */
export function WizardBody({ wizard, formId }: { wizard: Wizard; formId: string }) {
  const { stage, systems, choice, manifest, draft, attempt, goTo, next } = wizard;
  const practiceUrl = useHostData((state) => state.practice.data?.loginUrl ?? undefined);
  const credentials = useHostData((state) => state.credentials.data);
  const host =
    manifest &&
    draft &&
    signInHost(manifest.connector, signInFields(manifest.scheme, draft.fields, credentials), practiceUrl);
  const isOnline = useOnline();
  const set = useWizardStore.setState;
  const isDone = attempt?.state === 'done';
  return (
    <>
      <StageList
        stages={stages}
        current={stage}
        done={stage === 'Done'}
        canReopen={!isDone && !wizard.busy}
        notNeeded={manifest && !manifest.scheme.authorizes && stage !== 'System' ? 'Authorize' : undefined}
        onReopen={goTo}
      />
      {!isOnline && !isDone && (
        <Banner tone="info">You’re offline. You can fill in the details now; the test needs a network.</Banner>
      )}
      <form
        id={formId}
        className={styles.stageBody}
        data-stage={stage}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          next();
        }}
      >
        <div className={styles.main}>
          {stage === 'System' && choice && (
            <SystemStage
              systems={systems}
              chosen={choice.id}
              onChoose={(system) => set({ system, schemeId: '', errors: {} })}
            />
          )}
          {stage === 'Authentication' && manifest && (
            <AuthenticationStage
              connector={manifest.connector}
              chosen={manifest.scheme.id}
              onChoose={(schemeId) => set({ schemeId, errors: {} })}
            />
          )}
          {stage === 'Details' && manifest && draft && (
            <>
              {manifest.connector.id === 'salesforce' && manifest.scheme.id !== NAMED_SCHEME && (
                <PasteParameters onRead={wizard.paste} />
              )}
              <DetailsForm
                {...manifest}
                draft={draft}
                errors={wizard.errors}
                onChange={wizard.change}
                onNameBlur={wizard.checkName}
              />
            </>
          )}
          {stage === 'Authorize' && <AuthorizeStage wizard={wizard} host={host} />}
          {stage === 'Test' && attempt && attempt.state !== 'done' && (
            <TestStage
              thing="connection"
              name={draft?.name ?? ''}
              host={host}
              attempt={attempt}
              remedies={wizard.remedies}
              onMend={wizard.mend}
            />
          )}
          {stage === 'Done' && isDone && <DoneStage connection={attempt.made} />}
        </div>
        {(stage === 'Details' || stage === 'Authorize') && manifest && <HelpPane {...manifest} />}
      </form>
    </>
  );
}

function AuthorizeStage({ wizard, host }: { wizard: Wizard; host: string | undefined }) {
  const client = useHost();
  const { manifest, draft, grant, approve } = wizard;
  const authorization = useAuthorization(approve);
  if (!manifest || !draft) return null;
  const { connector, scheme } = manifest;
  const { fields, secrets } = draftToInput(draft, manifest);
  return (
    <AuthorizePanel
      system={connector.label}
      host={host}
      authorization={authorization}
      approved={grant}
      onMend={wizard.mend}
      entersCode={scheme.entersCode}
      onStart={() =>
        void authorization.start((options) =>
          client.connections.authorize({ connector: connector.id, auth: scheme.id, fields, secrets }, options),
        )
      }
    />
  );
}
