import { formatCount } from '../format/count.ts';
import { useCatalogStore } from '../stores/catalog.ts';
import { Banner, Button, Dialog } from '../ui/index.ts';
import styles from './import-dialog.module.css';
import type { ImportPreview } from './import-preview.ts';

/** Shows what the chosen files hold; nothing is written until “Import”. */
export function ImportDialog({
  previews,
  refused,
  busy,
  onImport,
  onClose,
}: {
  previews: ImportPreview[];
  refused: string[];
  busy: boolean;
  onImport: () => void;
  onClose: () => void;
}) {
  const connectors = useCatalogStore((state) => state.connectorsById);
  const one = previews.length === 1 ? previews[0] : undefined;
  const title = one
    ? `Import “${one.name}”?`
    : previews.length > 1
      ? `Import ${previews.length} flows?`
      : 'Nothing to import';
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      actions={
        previews.length === 0 ? (
          <Button onClick={onClose}>Close</Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button variant="primary" data-autofocus busyLabel={busy ? 'Importing…' : undefined} onClick={onImport}>
              Import
            </Button>
          </>
        )
      }
    >
      {refused.map((reason) => (
        <Banner key={reason} tone="error">
          {reason}
        </Banner>
      ))}
      {previews.map((preview) => (
        <section key={preview.fileName} className={styles.preview}>
          {!one && <h3>{preview.name}</h3>}
          <p>
            {formatCount(preview.stepNames.length, 'step')}: {preview.stepNames.join(' → ')}
          </p>
          <p>
            {preview.connections.length === 0
              ? 'It needs no connection.'
              : `It needs ${preview.connections
                  .map(
                    ({ slot, connector }) =>
                      `a ${connectors.get(connector)?.label ?? connector} connection (“${slot}”)`,
                  )
                  .join(' and ')}, which you choose in the editor.`}
          </p>
        </section>
      ))}
    </Dialog>
  );
}
