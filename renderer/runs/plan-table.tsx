import { ArrowRight } from 'lucide-react';
import type { KeptWrite } from '../../shared/contract/index.ts';
import { type ListColumn, ListTable, textOfValue } from '../ui/index.ts';
import styles from './plan.module.css';
import { operationLooks, recordOf } from './plan-words.ts';

/** A line of the table: one field of a write, or a write without fields. */
type PlanLine = { key: string; write: KeptWrite; field: KeptWrite['fields'][number] | undefined; first: boolean };

/** What would be written, a line for each field. `label` names the table. */
export function PlanTable({ writes, label }: { writes: readonly KeptWrite[]; label: string }) {
  const lines = writes.flatMap((write, at): PlanLine[] => {
    const { fields } = write;
    if (fields.length === 0) return [{ key: `${at}`, write, field: undefined, first: true }];
    return fields.map((field, index) => ({ key: `${at}.${index}`, write, field, first: index === 0 }));
  });
  return (
    <div className={styles.lines}>
      <ListTable
        label={label}
        testId="plan"
        columns={columns}
        rows={lines}
        rowKey={({ key }) => key}
        rowName={({ write }) => write.target}
        rowStatus={({ first }) => (first ? 'first' : 'more')}
      />
    </div>
  );
}

const columns: ListColumn<PlanLine>[] = [
  { id: 'operation', label: 'What', render: (line) => <Operation {...line} /> },
  { id: 'object', label: 'Object', render: (line) => <Once {...line}>{line.write.target}</Once> },
  { id: 'record', label: 'Record', render: (line) => <Once {...line}>{recordOf(line.write)}</Once> },
  { id: 'field', label: 'Field', render: ({ field }) => field?.field ?? '' },
  { id: 'change', label: 'Now → would become', grows: true, render: ({ field }) => field && <Change {...field} /> },
];

/** What is the same for all fields of a write is shown once; who hears the table hears it in each line. */
function Once({ first, write, children }: PlanLine & { children: string }) {
  return first ? <span title={write.target}>{children}</span> : <span className="visually-hidden">{children}</span>;
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
