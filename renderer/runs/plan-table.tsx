import { ArrowRight } from 'lucide-react';
import { useMemo } from 'react';
import type { KeptWrite } from '../../shared/contract/index.ts';
import { type ListColumn, ListTable, textOfValue } from '../ui/index.ts';
import styles from './plan.module.css';
import { operationLooks, recordOf } from './plan-words.ts';

/** A line of the table: one field of a write, or a write without fields. */
type PlanLine = { name: string; write: KeptWrite; field: KeptWrite['fields'][number] | undefined; first: boolean };

/**
 * What would be written, a line for each field. `label` names the table. Where called flows write too, a column tells the
 * step that each write comes from; `stepNames` are those of the flow itself, by id.
 */
export function PlanTable({
  writes,
  label,
  stepNames,
}: {
  writes: readonly KeptWrite[];
  label: string;
  stepNames: ReadonlyMap<string, string>;
}) {
  const columns = useMemo(() => columnsFor(writes, stepNames), [writes, stepNames]);
  const lines = writes.flatMap((write, at): PlanLine[] => {
    const { fields } = write;
    if (fields.length === 0) return [{ name: `${at}`, write, field: undefined, first: true }];
    return fields.map((field, index) => ({ name: `${at}.${index}`, write, field, first: index === 0 }));
  });
  return (
    <div className={styles.lines} data-crowded={columns.length > plain.length || undefined}>
      <ListTable
        label={label}
        testId="plan"
        columns={columns}
        rows={lines}
        rowKey={({ name }) => name}
        rowName={({ write }) => write.target}
        rowStatus={({ first }) => (first ? 'first' : 'more')}
      />
    </div>
  );
}

function columnsFor(writes: readonly KeptWrite[], stepNames: ReadonlyMap<string, string>): ListColumn<PlanLine>[] {
  if (!writes.some(({ calledIn }) => calledIn)) return plain;
  const nameOf = ({ step, calledIn }: KeptWrite): string =>
    calledIn ? `${calledIn.step}, in ${calledIn.flow}` : (stepNames.get(step) ?? step);
  const step: ListColumn<PlanLine> = {
    id: 'step',
    label: 'Step',
    render: (line) => (
      <Once {...line} title={nameOf(line.write)}>
        {nameOf(line.write)}
      </Once>
    ),
  };
  return [...plain.slice(0, 1), step, ...plain.slice(1)];
}

const plain: ListColumn<PlanLine>[] = [
  { id: 'operation', label: 'What', render: (line) => <Operation {...line} /> },
  {
    id: 'object',
    label: 'Object',
    render: (line) => (
      <Once {...line} title={line.write.target}>
        {line.write.target}
      </Once>
    ),
  },
  {
    id: 'record',
    label: 'Record',
    render: (line) => (
      <Once {...line} title={recordOf(line.write)}>
        {recordOf(line.write)}
      </Once>
    ),
  },
  { id: 'field', label: 'Field', render: ({ field }) => field && <span title={field.field}>{field.field}</span> },
  { id: 'change', label: 'Now → would become', grows: true, render: ({ field }) => field && <Change {...field} /> },
];

/** What is the same for all fields of a write is shown once; who hears the table hears it in each line. */
function Once({ first, title, children }: PlanLine & { title: string; children: string }) {
  return first ? <span title={title}>{children}</span> : <span className="visually-hidden">{children}</span>;
}

function Operation({ first, write }: PlanLine) {
  const { label, icon: Icon } = operationLooks[write.operation];
  if (!first) return <span className="visually-hidden">{label}</span>;
  return (
    <span className={styles.operation}>
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      {label}
    </span>
  );
}

function Change({ now, wouldBecome }: KeptWrite['fields'][number]) {
  const next = wouldBecome === undefined ? 'nothing' : textOfValue(wouldBecome);
  return (
    <span className={styles.change} title={next}>
      {now !== undefined && (
        <>
          <span className={styles.now}>{textOfValue(now)}</span>
          <ArrowRight size={14} strokeWidth={1.75} aria-label="would become" />
        </>
      )}
      <span className={styles.next}>{next}</span>
    </span>
  );
}
