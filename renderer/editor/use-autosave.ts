import { useCallback, useEffect, useMemo, useState } from 'react';
import type { FlowRecord } from '../../shared/contract/index.ts';
import { useHost, useHostChanges } from '../host/host-context.tsx';
import type { EditorSession } from '../stores/session.ts';
import { Autosave, type SaveState } from './autosave.ts';

/** Saves the open flow by itself, and takes over what another window saved while nothing here is unsaved. */
export function useAutosave(session: EditorSession, record: FlowRecord) {
  const host = useHost();
  const [state, setState] = useState<SaveState>({ kind: 'saved', at: record.updatedAt });
  const autosave = useMemo(
    () =>
      new Autosave({
        save: ({ document, bindings }, revision) => host.flows.save({ id: record.id, revision, document, bindings }),
        content: () => session.documents.getState().content,
        onState: setState,
        revision: record.revision,
        savedAt: record.updatedAt,
      }),
    [host, session, record],
  );

  const reload = useCallback(async () => {
    const fresh = await host.flows.get({ id: record.id });
    const content = { document: fresh.document, bindings: fresh.bindings };
    session.documents.getState().load(content);
    autosave.reset(content, fresh.revision, fresh.updatedAt);
  }, [host, record.id, session, autosave]);

  useEffect(() => {
    const unsubscribe = session.documents.subscribe((next, before) => {
      if (next.content !== before.content) autosave.contentChanged();
    });
    const flush = () => void autosave.flush();
    const onHide = () => document.visibilityState === 'hidden' && flush();
    window.addEventListener('blur', flush);
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', onHide);
    return () => {
      unsubscribe();
      window.removeEventListener('blur', flush);
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', onHide);
      flush();
    };
  }, [session, autosave]);

  useHostChanges((change) => {
    const concerns =
      change === undefined || (change.type === 'flows.changed' && (change.flowId ?? record.id) === record.id);
    if (!concerns || !autosave.isClean) return;
    host.flows.get({ id: record.id }).then(
      (fresh) => {
        if (fresh.revision !== autosave.revision && autosave.isClean) void reload();
      },
      () => {
        // The flow was deleted or the host is away: the next save or the shell’s banner tells of it.
      },
    );
  });

  return { state, autosave, reload };
}
