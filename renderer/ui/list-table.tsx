import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, Ellipsis } from 'lucide-react';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { IconButton } from './icon-button.tsx';
import { followRows } from './list-keys.ts';
import styles from './list-table.module.css';
import { Menu, type MenuGroup } from './menu.tsx';
import { useRowFocus } from './use-row-focus.ts';

/** Lists longer than this keep only the rows in view in the document (ui.md §3). */
const VIRTUAL_ABOVE = 100;

/** One column of a list. */
export type ListColumn<Row> = {
  id: string;
  label: string;
  render: (row: Row) => ReactNode;
  /** What the column sorts by; absent for one that doesn't sort. */
  sortBy?: (row: Row) => string | number;
  align?: 'start' | 'end';
  /** True for the one column that takes the room which the others leave, and shortens its text first. */
  grows?: boolean;
  /** True for one that gives way where there isn’t room for all; what opens the row tells it as well. */
  secondary?: boolean;
};

type Sorting = { column: string; descending: boolean };

/**
 * A list of things: sortable columns, a link in the first cell of each row, `⋯` and right click for what can be done.
 * A click anywhere on a row opens it. Arrows, Home, End and the first letters of a name move between rows.
 */
export function ListTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  listing,
  rowName,
  rowHref,
  rowMenu,
  onRowKeyDown,
  initialSorting,
  rowStatus,
  testId,
}: {
  label: string;
  /** The first is the thing's name, and becomes the row's link. */
  columns: readonly ListColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Names what is listed, such as the filters; with another name the list is shown from its top. */
  listing?: string;
  rowName: (row: Row) => string;
  /** Where a row leads; rows without it aren't links. */
  rowHref?: (row: Row) => string | undefined;
  rowMenu?: (row: Row) => MenuGroup[];
  onRowKeyDown?: (row: Row, event: KeyboardEvent) => void;
  initialSorting?: Sorting;
  rowStatus?: (row: Row) => string;
  testId?: string;
}) {
  const [sorting, setSorting] = useState(initialSorting);
  const scroller = useRef<HTMLElement>(null);
  const sorted = useMemo(() => sortRows(rows, columns, sorting), [rows, columns, sorting]);
  const { onRowFocus, onBlur } = useRowFocus(scroller, sorted.map(rowKey));
  useTopOf(scroller, listing);
  const isVirtual = sorted.length > VIRTUAL_ABOVE;
  const virtual = useVirtualizer({
    count: sorted.length,
    enabled: isVirtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight(),
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const first = isVirtual ? (items[0]?.index ?? 0) : 0;
  const shown = isVirtual ? sorted.slice(first, (items.at(-1)?.index ?? -1) + 1) : sorted;
  const before = isVirtual ? (items[0]?.start ?? 0) : 0;
  const after = isVirtual ? virtual.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    followRows(event, {
      count: sorted.length,
      nameAt: (index) => rowName(sorted[index] as Row),
      showRow: (index) => {
        if (isVirtual) virtual.scrollToIndex(index);
      },
    });
  };

  return (
    // A region that scrolls must be reachable with the keyboard, also where none of its rows is a link.
    <section
      className={styles.frame}
      ref={scroller}
      aria-label={label}
      tabIndex={rowHref ? undefined : 0}
      onBlur={onBlur}
    >
      <table className={styles.table} aria-rowcount={sorted.length + 1} data-testid={testId} onKeyDown={onKeyDown}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} sorting={sorting} onSort={setSorting} />
            ))}
            {rowMenu && (
              <th scope="col" className={styles.menuCell}>
                <span className="visually-hidden">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {shown.map((row, index) => (
            <BodyRow
              key={rowKey(row)}
              row={row}
              index={first + index}
              columns={columns}
              name={rowName(row)}
              href={rowHref?.(row)}
              menu={rowMenu?.(row)}
              status={rowStatus?.(row)}
              onKeyDown={onRowKeyDown}
              onFocus={() => onRowFocus(rowKey(row))}
            />
          ))}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </tbody>
      </table>
    </section>
  );
}

/** Scrolls to the top when something else is listed; what is shown first keeps its place. */
function useTopOf(scroller: RefObject<HTMLElement | null>, listing: string | undefined): void {
  const shown = useRef(listing);
  useEffect(() => {
    if (shown.current === listing) return;
    shown.current = listing;
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [scroller, listing]);
}

function HeadCell<Row>({
  column,
  sorting,
  onSort,
}: {
  column: ListColumn<Row>;
  sorting: Sorting | undefined;
  onSort: (sorting: Sorting) => void;
}) {
  const isSorted = sorting?.column === column.id;
  const Arrow = sorting?.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      data-align={column.align}
      data-grows={column.grows || undefined}
      data-secondary={column.secondary || undefined}
      aria-sort={isSorted ? (sorting.descending ? 'descending' : 'ascending') : undefined}
    >
      {column.sortBy ? (
        <button
          type="button"
          className={styles.sort}
          onClick={() => onSort({ column: column.id, descending: isSorted ? !sorting.descending : false })}
        >
          {column.label}
          {isSorted && <Arrow size={14} strokeWidth={1.75} aria-hidden />}
        </button>
      ) : (
        column.label
      )}
    </th>
  );
}

function BodyRow<Row>({
  row,
  index,
  columns,
  name,
  href,
  menu,
  status,
  onKeyDown,
  onFocus,
}: {
  row: Row;
  index: number;
  columns: readonly ListColumn<Row>[];
  name: string;
  href: string | undefined;
  menu: MenuGroup[] | undefined;
  status: string | undefined;
  onKeyDown: ((row: Row, event: KeyboardEvent) => void) | undefined;
  onFocus: () => void;
}) {
  const opener = useRef<HTMLButtonElement>(null);
  const openOnClick = (event: MouseEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    if (href === undefined || target.closest('a, button, [role=menu]') || window.getSelection()?.toString()) return;
    window.location.hash = href;
  };
  return (
    <tr
      aria-rowindex={index + 2}
      data-row={index}
      data-status={status}
      data-opens={href !== undefined || undefined}
      onClick={openOnClick}
      onFocus={onFocus}
      onKeyDown={onKeyDown && ((event) => onKeyDown(row, event))}
      onContextMenu={(event) => {
        if (!opener.current) return;
        event.preventDefault();
        opener.current.click();
      }}
    >
      {columns.map((column, at) => (
        <td
          key={column.id}
          data-align={column.align}
          data-grows={column.grows || undefined}
          data-secondary={column.secondary || undefined}
        >
          {at === 0 && href !== undefined ? (
            <a className={styles.name} href={href} data-row-link>
              {column.render(row)}
            </a>
          ) : (
            column.render(row)
          )}
        </td>
      ))}
      {menu && (
        <td className={styles.menuCell}>
          <Menu
            label={`Actions for “${name}”`}
            groups={menu}
            opener={<IconButton ref={opener} icon={Ellipsis} label={`Actions for “${name}”`} size="small" />}
          />
        </td>
      )}
    </tr>
  );
}

function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly ListColumn<Row>[],
  sorting: Sorting | undefined,
): readonly Row[] {
  const key = columns.find((column) => column.id === sorting?.column)?.sortBy;
  if (!key || !sorting) return rows;
  const sign = sorting.descending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const a = key(one);
    const b = key(other);
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
  });
}

/** The height of a row in px, which follows density and text size. */
function rowHeight(): number {
  const style = getComputedStyle(document.documentElement);
  return Number.parseFloat(style.getPropertyValue('--row-height')) * Number.parseFloat(style.fontSize) || 44;
}
