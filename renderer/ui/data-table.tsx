import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import { classNames } from './class-names.ts';
import styles from './data-table.module.css';
import { KindIcon } from './kind-icon.tsx';
import { isAbsent, kindOfColumn, textOfValue, type ValueKind } from './value-kind.ts';

/** Height of a record's row in px, and how many records are looked at to find columns and their widths. */
const ROW_HEIGHT = 32;
const LOOKED_AT = 200;

type Column = { name: string; kind: ValueKind; widthRem: number };

/**
 * Records as a table: one column per field in order of appearance, type icons in a sticky header, “(empty)” and
 * “(no value)” told apart from text. Only the rows in view are in the document. It scrolls with the keyboard.
 */
export function DataTable({
  records,
  label,
  firstIndex = 0,
  rowAction,
}: {
  records: readonly JsonObject[];
  /** Names the table for assistive technology. */
  label: string;
  /** Place of the first record among all, for the row numbers, from 0. */
  firstIndex?: number;
  /** What a row’s number does: `label` names it for the record with this number, `run` gets its place here. */
  rowAction?: { label: (number: number) => string; run: (index: number) => void } | undefined;
}) {
  const scroller = useRef<HTMLElement>(null);
  const columns = useMemo(() => findColumns(records), [records]);
  const virtual = useVirtualizer({
    count: records.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    initialRect: { width: 800, height: 480 },
  });
  const rows = virtual.getVirtualItems();
  const [reached, setReached] = useState(0);
  // One row is reached by Tab, the others by arrows; the reached one may have been scrolled away.
  const tabbed = rows.some(({ index }) => index === reached) ? reached : rows[0]?.index;
  const reach = (index: number) => {
    const next = Math.min(Math.max(index, 0), records.length - 1);
    setReached(next);
    virtual.scrollToIndex(next);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
  };
  const moveBy = (event: KeyboardEvent, index: number) => {
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: records.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    reach(target);
  };
  const before = rows[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (rows.at(-1)?.end ?? 0);
  const totalRem = columns.reduce((sum, column) => sum + column.widthRem, 3);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable with the keyboard
    <section className={styles.scroller} ref={scroller} aria-label={label} tabIndex={0}>
      <table
        className={styles.table}
        aria-label={label}
        aria-rowcount={records.length + 1}
        style={{ minWidth: `${totalRem}rem` }}
      >
        <colgroup>
          <col style={{ width: '3rem' }} />
          {columns.map((column) => (
            <col key={column.name} style={{ width: `${column.widthRem}rem` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className={styles.number}>
              <span className="visually-hidden">Record</span>#
            </th>
            {columns.map((column) => (
              <th key={column.name} scope="col" title={column.name} data-kind={column.kind}>
                <span className={styles.head}>
                  <KindIcon kind={column.kind} size={14} />
                  <span className={styles.name}>{column.name}</span>
                </span>
              </th>
            ))}
            {columns.length === 0 && <th scope="col">Values</th>}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {rows.map(({ index }) => {
            const record = records[index] ?? {};
            return (
              <tr
                key={index}
                aria-rowindex={index + 2}
                className={classNames(rowAction && styles.selectable)}
                onClick={rowAction && (() => isSelecting() || rowAction.run(index))}
              >
                <td className={styles.number}>
                  {rowAction ? (
                    <button
                      type="button"
                      className={styles.rowAction}
                      data-row={index}
                      tabIndex={index === tabbed ? 0 : -1}
                      title={rowAction.label(firstIndex + index + 1)}
                      aria-label={rowAction.label(firstIndex + index + 1)}
                      onFocus={() => setReached(index)}
                      onKeyDown={(event) => moveBy(event, index)}
                    >
                      {firstIndex + index + 1}
                    </button>
                  ) : (
                    firstIndex + index + 1
                  )}
                </td>
                {columns.map((column) => (
                  <Cell key={column.name} kind={column.kind} value={record[column.name]} />
                ))}
                {columns.length === 0 && <td className={styles.absent}>(no fields)</td>}
              </tr>
            );
          })}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </tbody>
      </table>
    </section>
  );
}

/** True while text is marked: the click that ends that means the text, not the row. */
function isSelecting(): boolean {
  return window.getSelection()?.isCollapsed === false;
}

function Cell({ value, kind }: { value: Json | undefined; kind: ValueKind }) {
  const text = textOfValue(value);
  return (
    <td
      data-kind={kind}
      title={text.length > 24 ? text : undefined}
      className={classNames(isAbsent(value) && styles.absent)}
    >
      {text}
    </td>
  );
}

function findColumns(records: readonly JsonObject[]): Column[] {
  const sample = records.slice(0, LOOKED_AT);
  const names = new Set<string>();
  for (const record of sample) for (const name of Object.keys(record)) names.add(name);
  return [...names].map((name) => {
    const values = sample.map((record) => record[name]);
    const longest = Math.max(name.length + 3, ...values.map((value) => textOfValue(value).length));
    return { name, kind: kindOfColumn(values), widthRem: Math.min(22, Math.max(6, longest * 0.52 + 1.5)) };
  });
}
