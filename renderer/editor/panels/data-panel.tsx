import { ChevronLeft, ChevronRight, Copy } from 'lucide-react';
import { useState } from 'react';
import { portsOf } from '../../commands/ports.ts';
import { usePortRecords } from '../../inspector/use-port-records.ts';
import { edgesOf } from '../../stores/actions.ts';
import { useMay } from '../../stores/rights.ts';
import { useDocument, useSession, useView } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { copyRecords } from './copy-records.ts';
import styles from './panels.module.css';

/** How many records one page of the panel holds. */
const PAGE = 500;

/** All records that went over a chosen edge in the shown run, page by page. */
export function DataPanel() {
  const session = useSession();
  const { view } = session;
  const document = useDocument(({ content }) => content.document);
  const chosen = useView(({ dataEdge }) => dataEdge);
  const edges = [...edgesOf(session)];
  const edgeId = edges.some(([id]) => id === chosen) ? chosen : edges[0]?.[0];
  if (!edgeId) return <p className={styles.message}>Connect two steps to see what passes between them.</p>;
  const name = (id: string) => document.steps.find((step) => step.id === id)?.name ?? id;
  const options = edges.map(([id, ends]) => {
    const step = document.steps.find((entry) => entry.id === ends.from);
    const outputs = step ? portsOf(step, session.types).outputs : [];
    const port = outputs.length > 1 ? `, ${outputs.find((entry) => entry.name === ends.port)?.label ?? ends.port}` : '';
    return { value: id, label: `${name(ends.from)}${port} → ${name(ends.to)}` };
  });
  return (
    <EdgeData key={edgeId} edgeId={edgeId} options={options} onChoose={(id) => view.getState().set({ dataEdge: id })} />
  );
}

type EdgeDataProps = { edgeId: string; options: { value: string; label: string }[]; onChoose(id: string): void };

function EdgeData({ edgeId, options, onChoose }: EdgeDataProps) {
  const ends = edgesOf(useSession()).get(edgeId);
  const mayRun = useMay('runFlows');
  const [page, setPage] = useState(0);
  const { records, total, loading, error } = usePortRecords(ends?.from, ends?.port, page * PAGE, PAGE);
  const pages = Math.max(1, Math.ceil(total / PAGE));
  return (
    <div className={styles.data}>
      <div className={styles.bar}>
        <SelectField
          label="Data between"
          hideLabel
          value={edgeId}
          options={options}
          onChange={(value) => value && onChoose(value)}
        />
        <span className={styles.total}>
          {loading ? 'Loading…' : `${total.toLocaleString('en-US')} ${total === 1 ? 'record' : 'records'}`}
        </span>
        {pages > 1 && (
          <span className={styles.pager}>
            <IconButton
              icon={ChevronLeft}
              label="Previous records"
              size="small"
              disabled={page === 0}
              onClick={() => setPage(page - 1)}
            />
            {page * PAGE + 1}–{Math.min(total, (page + 1) * PAGE)}
            <IconButton
              icon={ChevronRight}
              label="Next records"
              size="small"
              disabled={page >= pages - 1}
              onClick={() => setPage(page + 1)}
            />
          </span>
        )}
        <Button
          size="small"
          variant="ghost"
          icon={Copy}
          disabled={records.length === 0}
          onClick={() => copyRecords(records)}
        >
          Copy as JSON
        </Button>
      </div>
      {error ? (
        <p className={styles.message}>
          {error.message} {error.why} {error.fix}
        </p>
      ) : records.length === 0 && !loading ? (
        <p className={styles.message}>No data yet.{mayRun && ' Run the flow to see the records that pass here.'}</p>
      ) : (
        <DataTable records={records} label="Records" firstIndex={page * PAGE} />
      )}
    </div>
  );
}
