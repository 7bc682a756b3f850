import { useState } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { useHost } from '../host/host-context.tsx';
import { useCatalog } from '../stores/catalog.ts';
import { useAppInfo, useHostData } from '../stores/host-data.ts';
import { navigate } from '../stores/navigation.ts';
import { tickChecklist } from '../stores/settings.ts';
import { announce, Banner, Button, Screen } from '../ui/index.ts';
import {
  type ConnectionDraft,
  type DraftErrors,
  draftToInput,
  emptyDraft,
  findDraftErrors,
} from './connection-draft.ts';
import { DetailsForm } from './details-form.tsx';
import styles from './new-connection-screen.module.css';
import { AuthenticationStage, SystemStage } from './wizard-choices.tsx';
import { type Stage, StageList, stages } from './wizard-stages.tsx';
import { DoneStage, TestStage } from './wizard-test.tsx';

type Attempt =
  | { state: 'testing' }
  | { state: 'failed'; error: MillraceError }
  | { state: 'done'; made: ConnectionSummary };

/** The wizard that makes a connection. Nothing is stored unless the test succeeds; going back keeps what was typed. */
export function NewConnectionScreen() {
  const client = useHost();
  const catalog = useCatalog();
  const others = useHostData((state) => state.connections.data);
  const connectors = catalog.connectors.filter(({ auth }) => auth.length > 0);
  const { secretsAtRest } = useAppInfo().capabilities;
  const [stage, setStage] = useState<Stage>('System');
  const [connectorId, setConnectorId] = useState(connectors[0]?.id ?? '');
  const connector = connectors.find(({ id }) => id === connectorId);
  const [schemeId, setSchemeId] = useState('');
  const scheme = connector?.auth.find(({ id }) => id === schemeId) ?? connector?.auth[0];
  const [drafts, setDrafts] = useState<Record<string, ConnectionDraft>>({});
  const [errors, setErrors] = useState<DraftErrors>({});
  const [attempt, setAttempt] = useState<Attempt>();

  const draftKey = `${connector?.id}/${scheme?.id}`;
  const draft = connector && scheme && (drafts[draftKey] ?? emptyDraft(connector, scheme));
  const taken = others?.map(({ name }) => name) ?? [];
  const isDone = attempt?.state === 'done';

  const goTo = (next: Stage) => {
    setStage(next);
    announce(`${next}, stage ${stages.indexOf(next) + 1} of ${stages.length}`);
  };

  const create = async () => {
    if (!connector || !scheme || !draft) return;
    const found = findDraftErrors(draft, { connector, scheme }, taken);
    setErrors(found);
    if (Object.keys(found).length > 0) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    goTo('Test');
    setAttempt({ state: 'testing' });
    try {
      const { connection } = await client.connections.create({
        connector: connector.id,
        auth: scheme.id,
        ...draftToInput(draft, { connector, scheme }),
      });
      if (connection.environment !== 'practice') tickChecklist('connectedOwn');
      setAttempt({ state: 'done', made: connection });
      goTo('Done');
    } catch (thrown) {
      setAttempt({ state: 'failed', error: toMillraceError(thrown) });
    }
  };

  const back: Partial<Record<Stage, Stage>> = { Authentication: 'System', Details: 'Authentication', Test: 'Details' };
  const previous = back[stage];

  return (
    <Screen title="New connection">
      {secretsAtRest === 'none' && (
        <Banner tone="warn">
          Secrets can’t be stored here, because no key for them is available: only connections without secrets can be
          created. Start Millrace with <code>MILLRACE_PASSPHRASE</code> set, or run{' '}
          <code>millrace vault init --unprotected</code> once.
        </Banner>
      )}
      <StageList current={stage} canReopen={!isDone && attempt?.state !== 'testing'} onReopen={goTo} />
      <form
        className={styles.card}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (stage === 'System') goTo('Authentication');
          else if (stage === 'Authentication') goTo('Details');
          else if (stage === 'Details' || attempt?.state === 'failed') void create();
        }}
      >
        {stage === 'System' && <SystemStage connectors={connectors} chosen={connectorId} onChoose={setConnectorId} />}
        {stage === 'Authentication' && connector && scheme && (
          <AuthenticationStage connector={connector} chosen={scheme.id} onChoose={setSchemeId} />
        )}
        {stage === 'Details' && connector && scheme && draft && (
          <DetailsForm
            connector={connector}
            scheme={scheme}
            draft={draft}
            errors={errors}
            onChange={(next, changed) => {
              setDrafts({ ...drafts, [draftKey]: next });
              setErrors(({ [changed]: _mended, ...rest }) => rest);
            }}
            onNameBlur={() => {
              const { name } = findDraftErrors(draft, { connector, scheme }, taken);
              if (name && draft.name !== '') setErrors({ ...errors, name });
            }}
          />
        )}
        {stage === 'Test' && attempt && attempt.state !== 'done' && (
          <TestStage name={draft?.name ?? ''} error={attempt.state === 'failed' ? attempt.error : undefined} />
        )}
        {stage === 'Done' && isDone && (
          <DoneStage
            connection={attempt.made}
            onAnother={() => {
              setAttempt(undefined);
              setDrafts({});
              goTo('System');
            }}
          />
        )}
        {!isDone && (
          <div className={styles.actions}>
            <Button onClick={() => navigate({ screen: 'connections' })}>Cancel</Button>
            {previous && attempt?.state !== 'testing' && (
              <Button onClick={() => goTo(previous)}>{stage === 'Test' ? 'Back to Details' : 'Back'}</Button>
            )}
            <Button
              type="submit"
              variant="primary"
              disabled={!connector}
              busyLabel={attempt?.state === 'testing' ? 'Testing…' : undefined}
            >
              {stage === 'Details' ? 'Test and create' : stage === 'Test' ? 'Test again' : 'Next'}
            </Button>
          </div>
        )}
      </form>
    </Screen>
  );
}
