import { CircleCheck } from 'lucide-react';
import type { NamedCredential } from '../../../shared/contract/index.ts';
import formStyles from '../../connections/details-form.module.css';
import { HelpPane } from '../../connections/help-pane.tsx';
import { signInHost } from '../../connections/sign-in-address.ts';
import styles from '../../connections/wizard.module.css';
import { StageList } from '../../connections/wizard-stages.tsx';
import { TestStage } from '../../connections/wizard-test.tsx';
import { useHostData } from '../../stores/host-data.ts';
import { useOnline } from '../../stores/use-online.ts';
import { Banner, CategoryTile, iconByName, RadioCards, TextField } from '../../ui/index.ts';
import { credentialStages } from './credential-wizard-store.ts';
import { EntityFields } from './entity-fields.tsx';
import { PrincipalFields } from './principal-fields.tsx';
import type { CredentialWizard } from './use-credential-wizard.ts';

/** The four stages of a new named credential and what the one of the moment asks for. */
export function CredentialWizardBody({ wizard, formId }: { wizard: CredentialWizard; formId: string }) {
  const { stage, attempt, busy, principal, goTo, next } = wizard;
  const isOnline = useOnline();
  const isDone = attempt?.state === 'done';
  return (
    <>
      <StageList stages={credentialStages} current={stage} done={isDone} canReopen={!isDone && !busy} onReopen={goTo} />
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
          {isDone ? <DonePanel credential={attempt.made} /> : <Stage wizard={wizard} />}
        </div>
        {stage === 'Authenticate' && !isDone && <HelpPane {...principal.manifest} />}
      </form>
    </>
  );
}

function Stage({ wizard }: { wizard: CredentialWizard }) {
  const { stage, name, entity, customEntity, errors, destinations, destination, change, checkName } = wizard;
  switch (stage) {
    case 'Name':
      return (
        <TextField
          label="Name"
          required
          value={name}
          maxLength={200}
          error={errors.name}
          help="What it is called where connections choose it."
          data-testid="field-name"
          onBlur={checkName}
          onChange={(typed) => change({ name: typed })}
        />
      );
    case 'Entity type':
      return <EntityFields entity={entity} customEntity={customEntity} errors={errors} onChange={change} />;
    case 'Destination':
      return (
        <RadioCards
          label="Destination"
          required
          value={destination.id}
          options={destinations.map(({ id, label, description, icon }) => ({
            value: id,
            label,
            help: description,
            icon: <CategoryTile category="connection" icon={iconByName(icon)} size={36} />,
          }))}
          onChange={(connector) => change({ connector, auth: '', grant: undefined })}
        />
      );
    case 'Authenticate':
      return <AuthenticateStage wizard={wizard} />;
  }
}

/** The details stand aside while they are tested; afterwards what failed stands above them. */
function AuthenticateStage({ wizard }: { wizard: CredentialWizard }) {
  const { name, attempt, principal, remedies, mend } = wizard;
  const practiceUrl = useHostData((state) => state.practice.data?.loginUrl ?? undefined);
  const host = signInHost(principal.connector, principal.draft.fields, practiceUrl);
  return (
    <>
      {attempt && attempt.state !== 'done' && (
        <TestStage
          thing="named credential"
          name={name}
          host={host}
          attempt={attempt}
          remedies={remedies}
          onMend={mend}
        />
      )}
      {attempt?.state !== 'testing' && (
        <div className={formStyles.form}>
          <p className={formStyles.legend}>* required</p>
          <PrincipalFields principal={principal} />
        </div>
      )}
    </>
  );
}

function DonePanel({ credential }: { credential: NamedCredential }) {
  const [principal] = credential.principals;
  return (
    <div className={styles.done} role="status">
      <CircleCheck className={styles.check} size={32} strokeWidth={1.75} aria-hidden />
      <h2 className={styles.doneTitle}>{credential.name} is ready. Any number of connections can use it.</h2>
      {principal?.lastTest && <p>{principal.lastTest.message}</p>}
    </div>
  );
}
