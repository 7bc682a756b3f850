import { Workflow } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Overlap, Retention } from '../../shared/flow/document.ts';
import { changeFlowSetting, describeFlow, renameFlow } from '../commands/change-flow.ts';
import { formatCount } from '../format/count.ts';
import { useDocument, useSession, useView } from '../stores/session.ts';
import { CategoryTile } from '../ui/category-tile.tsx';
import { NumberField } from '../ui/number-field.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextArea } from '../ui/text-field.tsx';
import styles from './inspector.module.css';
import { NameField } from './name-field.tsx';

/** What runs without a setting of their own keep and take at a time; the engine's defaults. */
const DEFAULT_RETENTION: Retention = 'full';
const DEFAULT_BATCH_SIZE = 200;

const retentions: { value: Retention; label: string; help: string }[] = [
  { value: 'full', label: 'Every record', help: 'Every record on every line can be looked at after a run.' },
  {
    value: 'sampled',
    label: 'A sample',
    help: 'Counts, the first 50 records of each line, and every record that failed.',
  },
  { value: 'errors', label: 'Failed records only', help: 'Counts, and the records that failed.' },
  { value: 'none', label: 'Nothing', help: 'Counts only. No record of a run stays on this computer.' },
];

const overlaps: { value: Overlap; label: string; help: string }[] = [
  { value: 'skip', label: 'Skip it', help: 'The start is left out, and listed as missed.' },
  { value: 'queue', label: 'Wait for its turn', help: 'One run after another, none left out.' },
  { value: 'parallel', label: 'Run beside it', help: 'Runs of this flow may go at the same time.' },
];

/** What concerns the flow as a whole; shown while no step is selected. */
export function FlowSettings({ children }: { children: ReactNode }) {
  const { documents, editable, types, view } = useSession();
  const document = useDocument(({ content }) => content.document);
  const visit = useRef(0);
  const form = useRef<HTMLDivElement>(null);
  const focusField = useView((state) => state.focusField);
  useEffect(() => {
    if (focusField === undefined) return;
    form.current?.querySelector<HTMLElement>(`[data-setting="${CSS.escape(focusField)}"]`)?.focus();
    view.getState().set({ focusField: undefined });
  }, [focusField, view]);
  const begin = () => {
    visit.current += 1;
  };
  const { apply } = documents.getState();
  const retention = document.settings?.retention ?? DEFAULT_RETENTION;
  const overlap = document.settings?.overlap;
  const startsItself = document.steps.some(({ type }) => type !== 'manual' && types.get(type)?.trigger);
  return (
    <>
      <div className={styles.head}>
        <CategoryTile category="data" icon={Workflow} size={32} />
        <div className={styles.title}>
          <NameField label="Name of the flow" name={document.name} onRename={(name) => apply(renameFlow(name))} />
          <span className={styles.type}>Flow · {formatCount(document.steps.length, 'step')}</span>
        </div>
        {children}
      </div>
      {!editable && (
        <dl className={styles.facts}>
          <dt>Description</dt>
          <dd>{document.description || '—'}</dd>
          <dt>Data kept of each run</dt>
          <dd>{retentions.find(({ value }) => value === retention)?.label}</dd>
          <dt>Records handled at a time</dt>
          <dd>{document.settings?.batchSize ?? DEFAULT_BATCH_SIZE}</dd>
          <dt>Time limit of a run, in seconds</dt>
          <dd>{document.settings?.timeoutSeconds ?? 'No limit'}</dd>
        </dl>
      )}
      {editable && (
        <div className={styles.scroll}>
          <div className={styles.form} ref={form}>
            <TextArea
              label="Description"
              placeholder="What this flow is for"
              value={document.description ?? ''}
              onFocus={begin}
              onChange={(text) => apply(describeFlow(text, `description-${visit.current}`))}
            />
            <SelectField
              label="Data kept of each run"
              value={retention}
              options={retentions}
              help={retentions.find(({ value }) => value === retention)?.help}
              onChange={(value) => {
                const chosen = retentions.find((entry) => entry.value === value)?.value;
                if (chosen) apply(changeFlowSetting('retention', chosen));
              }}
            />
            {startsItself && (
              <SelectField
                label="When it should start while a run still goes"
                value={overlap ?? ''}
                options={[{ value: '', label: 'As its trigger does' }, ...overlaps]}
                help={
                  overlaps.find(({ value }) => value === overlap)?.help ?? 'A schedule skips; other triggers lose none.'
                }
                onChange={(value) =>
                  apply(changeFlowSetting('overlap', overlaps.find((entry) => entry.value === value)?.value))
                }
              />
            )}
            <NumberField
              label="Records handled at a time"
              help="Larger is faster for many small records; smaller uses less memory."
              value={document.settings?.batchSize}
              minimum={1}
              maximum={10_000}
              whole
              placeholder={String(DEFAULT_BATCH_SIZE)}
              onFocus={begin}
              onChange={(size) => apply(changeFlowSetting('batchSize', size, `batch-size-${visit.current}`))}
            />
            <NumberField
              label="Time limit of a run, in seconds"
              data-setting="timeoutSeconds"
              help="A run that takes longer ends as failed, and can be resumed. Empty: as long as it takes."
              value={document.settings?.timeoutSeconds}
              minimum={1}
              maximum={31_536_000}
              placeholder="No limit"
              onFocus={begin}
              onChange={(seconds) =>
                apply(changeFlowSetting('timeoutSeconds', seconds, `run-timeout-${visit.current}`))
              }
            />
            <p className={styles.help}>Select a step to see its settings and its data.</p>
          </div>
        </div>
      )}
    </>
  );
}
