import { type ReactNode, useCallback, useRef, useState } from 'react';
import { useHost } from '../host/host-context.tsx';
import { showActionError } from '../stores/action-error.ts';
import { navigate } from '../stores/navigation.ts';
import { showToast } from '../ui/index.ts';
import { ImportDialog } from './import-dialog.tsx';
import { type ImportPreview, previewImport } from './import-preview.ts';

/** Imports flows from files: chosen, or dropped. `elements` must be rendered by whoever uses it. */
export function useImport(): { chooseFiles: () => void; importFiles: (files: File[]) => void; elements: ReactNode } {
  const client = useHost();
  const input = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<{ previews: ImportPreview[]; refused: string[] }>();
  const [busy, setBusy] = useState(false);

  const importFiles = useCallback(async (files: File[]) => {
    const previews: ImportPreview[] = [];
    const refused: string[] = [];
    for (const file of files) {
      const ending = file.name.includes('.') ? file.name.slice(file.name.lastIndexOf('.')) : '';
      const preview =
        ending.toLowerCase() === '.json'
          ? previewImport(file.name, await file.text())
          : `Millrace can’t use ${ending || 'such'} files here.`;
      if (typeof preview === 'string') refused.push(preview);
      else previews.push(preview);
    }
    if (previews.length + refused.length > 0) setState({ previews, refused });
  }, []);

  const confirm = async () => {
    setBusy(true);
    try {
      let last: string | undefined;
      for (const preview of state?.previews ?? []) {
        const flow = await client.flows.importFile({ text: preview.text });
        last = flow.id;
        showToast(`Imported “${flow.document.name}”.`);
      }
      if (last !== undefined && state?.previews.length === 1) navigate({ screen: 'flow', flowId: last });
    } catch (thrown) {
      showActionError('The file couldn’t be imported', thrown);
    }
    setBusy(false);
    setState(undefined);
  };

  const elements = (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        multiple
        hidden
        aria-label="Flow files to import"
        onChange={(event) => {
          void importFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      {state && (
        <ImportDialog
          previews={state.previews}
          refused={state.refused}
          busy={busy}
          onImport={confirm}
          onClose={() => setState(undefined)}
        />
      )}
    </>
  );
  return {
    chooseFiles: useCallback(() => input.current?.click(), []),
    importFiles: useCallback((files) => void importFiles(files), [importFiles]),
    elements,
  };
}
