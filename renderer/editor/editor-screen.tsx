import { useEffect, useState } from 'react';
import type { FlowRecord } from '../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { useHost } from '../host/host-context.tsx';
import { SKELETON_AFTER_MS } from '../host/use-resource.ts';
import { useCatalogStore } from '../stores/catalog.ts';
import { useMay } from '../stores/rights.ts';
import { createSession, type EditorSession, SessionContext } from '../stores/session.ts';
import { ErrorCard } from '../ui/error-card.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import styles from './editor-screen.module.css';
import { FlowEditor } from './flow-editor.tsx';

type Opened = { flowId: string } & ({ record: FlowRecord; session: EditorSession } | { error: MillraceError });

/** Opens a flow: for editing, or to look at where that is all the person may. */
export function EditorScreen({ flowId }: { flowId: string }) {
  const host = useHost();
  const catalog = useCatalogStore((state) => state.catalog);
  const editable = useMay('editFlows');
  const [opened, setOpened] = useState<Opened>();
  const [attempt, setAttempt] = useState(0);
  const [late, setLate] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks again, it is no input
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => setLate(true), SKELETON_AFTER_MS);
    host.flows.get({ id: flowId }).then(
      (record) => current && setOpened({ flowId, record, session: createSession(record, catalog, editable) }),
      (thrown: unknown) => current && setOpened({ flowId, error: toMillraceError(thrown) }),
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [host, flowId, catalog, editable, attempt]);

  if (!opened || opened.flowId !== flowId) {
    return <div className={styles.waiting}>{late && <SkeletonRows />}</div>;
  }
  if ('error' in opened) {
    return (
      <div className={styles.waiting}>
        <ErrorCard title="This flow couldn’t be opened" error={opened.error} onRetry={() => setAttempt(attempt + 1)} />
      </div>
    );
  }
  return (
    <SessionContext value={opened.session}>
      <FlowEditor key={opened.record.id} record={opened.record} />
    </SessionContext>
  );
}
