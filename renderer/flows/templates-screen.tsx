import { LayoutTemplate } from 'lucide-react';
import { useState } from 'react';
import type { TemplateSummary } from '../../shared/contract/index.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { showActionError } from '../stores/action-error.ts';
import { useCatalogStore } from '../stores/catalog.ts';
import { useAppInfo } from '../stores/host-data.ts';
import { addressOf, navigate } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import { Button, EmptyState, ErrorCard, LinkButton, Pill, Screen, SkeletonRows } from '../ui/index.ts';
import { StepChain } from './step-chain.tsx';
import styles from './templates-screen.module.css';

/** The template that the sample flow was made of. */
const SAMPLE = 'welcome-new-leads';

/** Flows that come with Millrace to start from. */
export function TemplatesScreen() {
  const client = useHost();
  const templates = useResource('templates', () => client.templates.list());
  return (
    <Screen title="Templates" width="reading">
      {templates.error && !templates.data && (
        <ErrorCard error={templates.error} title="The templates couldn’t be loaded" onRetry={templates.refresh} />
      )}
      {templates.showSkeleton && !templates.data && <SkeletonRows rows={3} />}
      {templates.data?.length === 0 && (
        <EmptyState icon={LayoutTemplate} title="No templates">
          This version of Millrace brings none.
        </EmptyState>
      )}
      {templates.data && (
        <ul className={styles.cards}>
          {templates.data.map((template) => (
            <li key={template.id}>
              <TemplateCard template={template} />
            </li>
          ))}
        </ul>
      )}
    </Screen>
  );
}

function TemplateCard({ template: { id, name, description, steps, slots } }: { template: TemplateSummary }) {
  const client = useHost();
  const { starterFlowId } = useAppInfo();
  const mayEdit = useMay('editFlows');
  const connectors = useCatalogStore((state) => state.connectorsById);
  const [busy, setBusy] = useState<'own' | 'practice'>();

  const createFlow = async (way: 'own' | 'practice') => {
    if (busy) return;
    setBusy(way);
    try {
      const flow = await client.templates.use({ id, practice: way === 'practice' });
      navigate({ screen: 'flow', flowId: flow.id });
    } catch (thrown) {
      showActionError('The flow couldn’t be created', thrown);
      setBusy(undefined);
    }
  };

  const systems = [...new Set(slots.map(({ connector }) => connectors.get(connector)?.label ?? connector))];
  return (
    <article className={styles.card} aria-labelledby={`template-${id}`}>
      <div className={styles.head}>
        <h2 id={`template-${id}`} className={styles.name}>
          {name}
        </h2>
        <Pill tone="info">Practice-ready</Pill>
      </div>
      <p className={styles.text}>{description}</p>
      <StepChain steps={steps} />
      {systems.length > 0 && <p className={styles.text}>Needs a connection with {systems.join(' and ')}.</p>}
      <div className={styles.actions}>
        {mayEdit && (
          <>
            <Button
              variant="primary"
              aria-describedby={`template-${id}`}
              busyLabel={busy === 'own' ? 'Creating…' : undefined}
              onClick={() => void createFlow('own')}
            >
              Use template
            </Button>
            <Button
              aria-describedby={`template-${id}`}
              busyLabel={busy === 'practice' ? 'Creating…' : undefined}
              onClick={() => void createFlow('practice')}
            >
              Try with practice data
            </Button>
          </>
        )}
        {id === SAMPLE && starterFlowId !== null && (
          <LinkButton href={addressOf({ screen: 'flow', flowId: starterFlowId })}>Open the sample</LinkButton>
        )}
      </div>
    </article>
  );
}
