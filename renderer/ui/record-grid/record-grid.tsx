import { useVirtualizer } from '@tanstack/react-virtual';
import { Plus, Trash2 } from 'lucide-react';
import { type ClipboardEvent, useMemo, useRef } from 'react';
import { Button } from '../button.tsx';
import { formatKeys } from '../key-hint.tsx';
import { KindIcon } from '../kind-icon.tsx';
import { announce } from '../live-regions.tsx';
import { isAbsent, kindOfColumn, kindOfValue, textOfValue } from '../value-kind.ts';
import { editTextOf, fieldValue } from './cell-text.ts';
import { GridCell } from './grid-cell.tsx';
import {
  freshField,
  type GridContent,
  withField,
  withoutField,
  withoutRow,
  withPasted,
  withRowAfter,
} from './grid-content.ts';
import styles from './record-grid.module.css';
import { readSpreadsheetText } from './spreadsheet-text.ts';
import { HEAD_ROW, useGridCells } from './use-grid-cells.ts';

/** Height of a row in px, and how many records are looked at for the width of a column. */
const ROW_HEIGHT = 32;
const LOOKED_AT = 200;

/**
 * Records as a table to be edited, cell by cell: typing or Enter edits, Delete takes a value away, cells of a spreadsheet
 * are pasted from the chosen one on. One stop of Tab; arrows go from cell to cell. Only the rows in view are drawn.
 */
export function RecordGrid({
  label,
  content,
  single = false,
  onChange,
}: {
  /** Names the table for assistive technology. */
  label: string;
  content: GridContent;
  /** It holds one record and stays so: its values and fields are edited, no rows come or go. */
  single?: boolean;
  onChange: (content: GridContent) => void;
}) {
  const { fields, records } = content;
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: records.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollPaddingStart: ROW_HEIGHT,
    initialRect: { width: 800, height: 320 },
  });
  const cells = useGridCells({ content, onChange, scroller, scrollTo: (row) => virtual.scrollToIndex(row) });
  const { chosen, draft } = cells;
  const columns = useMemo(() => describeColumns(content), [content]);
  const rows = virtual.getVirtualItems();
  const before = rows[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (rows.at(-1)?.end ?? 0);
  // A chosen cell that was scrolled away can't take Tab; the first one in view then does.
  const reached =
    chosen.row === HEAD_ROW || rows.some(({ index }) => index === chosen.row)
      ? chosen.row
      : (rows[0]?.index ?? HEAD_ROW);

  const addRow = () => {
    onChange(withRowAfter(fields.length === 0 ? withField(content, freshField(content)) : content, chosen.row));
    cells.move({ row: chosen.row + 1, column: 0 });
    announce('Row added.');
  };
  const addField = () => {
    const name = freshField(content);
    onChange(withField(content, name));
    cells.edit({ row: HEAD_ROW, column: fields.length }, name);
  };
  const removeRow = () => {
    onChange(withoutRow(content, chosen.row));
    announce(`Row ${chosen.row + 1} removed.`);
  };
  const chosenField = fields[chosen.column];
  const removeField = () => {
    if (chosenField === undefined) return;
    onChange(withoutField(content, chosenField));
    announce(`Field ${chosenField} removed.`);
  };
  const paste = (event: ClipboardEvent) => {
    if (draft !== undefined) return;
    const pasted = readSpreadsheetText(event.clipboardData.getData('text/plain'));
    if (pasted.length === 0) return;
    event.preventDefault();
    const { fields: named, records: rows } = withPasted(
      content,
      { row: Math.max(0, chosen.row), column: chosen.column },
      pasted,
    );
    onChange({ fields: named, records: single ? rows.slice(0, 1) : rows });
    announce(single || pasted.length === 1 ? 'Pasted 1 row.' : `Pasted ${pasted.length} rows.`);
  };
  const copy = (event: ClipboardEvent) => {
    if (draft !== undefined || chosenField === undefined) return;
    const value = fieldValue(records[chosen.row], chosenField);
    event.clipboardData.setData('text/plain', chosen.row === HEAD_ROW ? chosenField : editTextOf(value));
    event.preventDefault();
  };
  const cellProps = (row: number, column: number) => {
    const place = { row, column };
    const isChosen = row === chosen.row && column === chosen.column;
    return {
      place: `${row} ${column}`,
      chosen: column === chosen.column && row === reached,
      draft: isChosen ? draft : undefined,
      onChoose: () => cells.choose(place),
      onEdit: () => cells.edit(place),
      onKey: cells.onCellKey,
      onDraft: cells.onDraft,
      onDraftKey: cells.onDraftKey,
      onLeave: cells.commit,
    };
  };

  return (
    <div className={styles.grid}>
      <div className={styles.tools}>
        {!single && (
          <Button size="small" icon={Plus} onClick={addRow}>
            Add row
          </Button>
        )}
        <Button size="small" icon={Plus} onClick={addField}>
          Add field
        </Button>
        {!single && records[chosen.row] && (
          <Button size="small" icon={Trash2} title={`Remove row ${chosen.row + 1}`} onClick={removeRow}>
            Remove row
          </Button>
        )}
        {chosenField !== undefined && (
          <Button
            size="small"
            icon={Trash2}
            title={single ? `Remove “${chosenField}”` : `Remove “${chosenField}” from all rows`}
            onClick={removeField}
          >
            Remove field
          </Button>
        )}
        {!single && <span className={styles.hint}>Rows from a spreadsheet: {formatKeys('Mod+V')}</span>}
      </div>
      <section
        className={styles.scroller}
        data-single={single || undefined}
        ref={scroller}
        onPointerDown={cells.onPointerDown}
        onPaste={paste}
        onCopy={copy}
      >
        {fields.length === 0 ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: without a cell, this is where rows are pasted
          <p className={styles.none} tabIndex={0}>
            {single
              ? 'The record has no fields. Add one, or paste a row from a spreadsheet below the names of its fields.'
              : 'No records yet. Add a row, or paste rows from a spreadsheet; their first row names the fields.'}
          </p>
        ) : (
          <table
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are edited is a grid
            role="grid"
            className={styles.table}
            aria-label={label}
            aria-rowcount={records.length + 1}
            style={{ minWidth: `${columns.reduce((sum, { widthRem }) => sum + widthRem, 3)}rem` }}
          >
            <colgroup>
              <col style={{ width: '3rem' }} />
              {columns.map(({ name, widthRem }) => (
                <col key={name} style={{ width: `${widthRem}rem` }} />
              ))}
            </colgroup>
            <thead>
              <tr aria-rowindex={1}>
                <th scope="col" className={styles.number}>
                  <span className="visually-hidden">Row</span>#
                </th>
                {columns.map(({ name, kind }, column) => (
                  <GridCell
                    key={name}
                    head
                    kind={kind}
                    label={`Name of field ${column + 1}`}
                    title={name}
                    {...cellProps(HEAD_ROW, column)}
                  >
                    <span className={styles.head}>
                      <KindIcon kind={kind} size={14} />
                      <span className={styles.name}>{name}</span>
                    </span>
                  </GridCell>
                ))}
              </tr>
            </thead>
            <tbody>
              {before > 0 && <tr aria-hidden style={{ height: before }} />}
              {rows.map(({ index }) => (
                <tr key={index} aria-rowindex={index + 2} data-chosen={index === chosen.row || undefined}>
                  <th scope="row" className={styles.number}>
                    {index + 1}
                  </th>
                  {columns.map(({ name }, column) => {
                    const value = fieldValue(records[index], name);
                    const text = textOfValue(value);
                    return (
                      <GridCell
                        key={name}
                        kind={kindOfValue(value)}
                        absent={isAbsent(value)}
                        label={`${name}, row ${index + 1}`}
                        title={text.length > 24 ? text : ''}
                        {...cellProps(index, column)}
                      >
                        {text}
                      </GridCell>
                    );
                  })}
                </tr>
              ))}
              {after > 0 && <tr aria-hidden style={{ height: after }} />}
            </tbody>
          </table>
        )}
      </section>
    </div>
  );
}

function describeColumns({ fields, records }: GridContent) {
  const sample = records.slice(0, LOOKED_AT);
  return fields.map((name) => {
    const values = sample.map((record) => fieldValue(record, name));
    const longest = Math.max(name.length + 3, ...values.map((value) => textOfValue(value).length));
    return { name, kind: kindOfColumn(values), widthRem: Math.min(18, Math.max(7, longest * 0.48 + 1.5)) };
  });
}
