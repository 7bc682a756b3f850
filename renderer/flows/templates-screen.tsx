import { LayoutTemplate } from 'lucide-react';
import { useState } from 'react';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { showActionError } from '../stores/action-error.ts';
import { useAppInfo, useHostData } from '../stores/host-data.ts';
import { addressOf, navigate } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import { Button, EmptyState, ErrorCard, LinkButton, Pill, Screen, SkeletonRows } from '../ui/index.ts';
import { freeName } from './flow-names.ts';
import { StepChain } from './step-chain.tsx';
import styles from './templates-screen.module.css';

/** Flows to start from. The one that comes with Millrace is the sample flow, which is copied as it stands. */
export function TemplatesScreen() {
  const { starterFlowId } = useAppInfo();
  return (
    <Screen title="Templates" width="reading">
      {starterFlowId === null ? (
        <EmptyState
          icon={LayoutTemplate}
          title="No template is left"
          actions={<LinkButton href={addressOf({ screen: 'flows' })}>Go to Flows</LinkButton>}
        >
          The template that came with Millrace was the sample flow, and it was deleted. Flows can be duplicated from
          their list.
        </EmptyState>
      ) : (
        <StarterTemplate flowId={starterFlowId} />
      )}
    </Screen>
  );
}

function StarterTemplate({ flowId }: { flowId: string }) {
  const client = useHost();
  const mayEdit = useMay('editFlows');
  const [busy, setBusy] = useState(false);
  const starter = useResource(`template ${flowId}`, () => client.flows.get({ id: flowId }));
  if (starter.error && !starter.data) {
    return <ErrorCard error={starter.error} title="This template couldn’t be loaded" onRetry={starter.refresh} />;
  }
  if (!starter.data) return starter.showSkeleton ? <SkeletonRows rows={3} /> : null;
  const { document } = starter.data;

  const createFromTemplate = async () => {
    setBusy(true);
    try {
      const copy = await client.flows.duplicate({ id: flowId });
      const taken = useHostData.getState().flows.data?.map((flow) => flow.name) ?? [];
      await client.flows.rename({ id: copy.id, name: freeName(document.name, taken) });
      navigate({ screen: 'flow', flowId: copy.id });
    } catch (thrown) {
      showActionError('The flow couldn’t be created', thrown);
      setBusy(false);
    }
  };

  return (
    <article className={styles.card}>
      <div className={styles.head}>
        <h2 className={styles.name}>{document.name}</h2>
        <Pill tone="info">Practice-ready</Pill>
      </div>
      <p className={styles.text}>
        {document.description ?? 'Reads leads from a file, keeps the new ones and creates a contact for each.'}
      </p>
      <StepChain steps={document.steps} />
      <div className={styles.actions}>
        {mayEdit && (
          <Button variant="primary" busyLabel={busy ? 'Creating…' : undefined} onClick={createFromTemplate}>
            Use template
          </Button>
        )}
        <LinkButton href={addressOf({ screen: 'flow', flowId })}>Open the sample</LinkButton>
      </div>
    </article>
  );
}
