import { Play } from 'lucide-react';
import { useContext, useState } from 'react';
import type { FlowStep } from '../../shared/flow/document.ts';
import { portsOf } from '../commands/ports.ts';
import { formatCount } from '../format/count.ts';
import { formatDuration } from '../format/time.ts';
import { stepStateOf } from '../stores/run-store.ts';
import { EditorRunContext, useRun, useSession, useStale } from '../stores/session.ts';
import { Button } from '../ui/button.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { ErrorCard } from '../ui/error-card.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import styles from './output-tab.module.css';
import { useLookedAtData } from './use-looked-at-data.ts';
import { usePortRecords } from './use-port-records.ts';

/** How many records the tab shows at most (ui.md §16). */
const SHOWN = 1000;

/** What left the step in the shown run, by port, as a table or as JSON. */
export function OutputTab({ step }: { step: FlowStep }) {
  const { types } = useSession();
  const editor = useContext(EditorRunContext);
  const state = useRun((store) => stepStateOf(store, step.id));
  const stale = useStale(step.id);
  const outputs = portsOf(step, types).outputs;
  const [chosen, setChosen] = useState<string>();
  const [as, setAs] = useState<'table' | 'json'>('table');
  const busiest = outputs.find(({ name }) => (state?.out[name] ?? 0) > 0);
  const port = outputs.find(({ name }) => name === chosen)?.name ?? busiest?.name ?? outputs[0]?.name;
  const { records, total, loading, error } = usePortRecords(step.id, port, 0, SHOWN);
  useLookedAtData(records.length > 0);
  if (!state) {
    return (
      <div className={styles.empty}>
        <p>No data yet.</p>
        {editor && (
          <Button icon={Play} onClick={() => editor.run()}>
            Run the flow
          </Button>
        )}
      </div>
    );
  }
  const failure = state.error ?? state.failures[0]?.error;
  const count = port === undefined ? 0 : (state.out[port] ?? 0);
  return (
    <div className={styles.tab}>
      <div className={styles.bar}>
        <StatusBadge status={state.status} />
        <span className={styles.facts}>
          {formatCount(count, 'record')}
          {state.durationMs !== undefined && ` · ${formatDuration(state.durationMs)}`}
          {state.failed > 0 && ` · ${state.failed} failed`}
        </span>
      </div>
      {stale && <p className={styles.stale}>From the last run, before your last change.</p>}
      {failure && (
        <div className={styles.failure}>
          <ErrorCard error={failure} />
        </div>
      )}
      {outputs.length > 0 && (
        <div className={styles.choices}>
          {outputs.length > 1 && (
            <SelectField
              label="Output"
              hideLabel
              value={port ?? null}
              options={outputs.map(({ name, label }) => ({ value: name, label: `${label} (${state.out[name] ?? 0})` }))}
              onChange={(name) => setChosen(name ?? undefined)}
            />
          )}
          <fieldset className={styles.switch}>
            <legend className="visually-hidden">Show as</legend>
            {(['table', 'json'] as const).map((kind) => (
              <button key={kind} type="button" aria-pressed={as === kind} onClick={() => setAs(kind)}>
                {kind === 'table' ? 'Table' : 'JSON'}
              </button>
            ))}
          </fieldset>
        </div>
      )}
      <div className={styles.data}>
        {error ? (
          <ErrorCard error={error} />
        ) : loading ? (
          <p className={styles.note}>Loading…</p>
        ) : count === 0 ? (
          <p className={styles.note}>No records left by this output.</p>
        ) : records.length === 0 ? (
          <p className={styles.note}>The records of this run weren’t kept.</p>
        ) : as === 'table' ? (
          <DataTable records={records} label={`Records after ${step.name}`} />
        ) : (
          <pre className={styles.json}>{JSON.stringify(records.slice(0, 100), null, 2)}</pre>
        )}
      </div>
      {total > records.length && (
        <p className={styles.note}>
          The first {records.length} of {total.toLocaleString('en-US')} records.
        </p>
      )}
    </div>
  );
}
