import type { KeyboardEvent } from 'react';

/** What moving between rows needs to know of a list. */
export type RowList = {
  count: number;
  nameAt: (index: number) => string;
  /** Brings a row into the document, where only the rows in view are. */
  showRow: (index: number) => void;
};

/** Letters typed within this time belong together, in ms. */
const TYPED_TOGETHER_MS = 700;

let typed = '';
let typedAt = 0;

/**
 * Moves focus between the links of rows (`data-row`, `data-row-link`): arrows, Home, End, and type-ahead by the start
 * of a name.
 */
export function followRows(event: KeyboardEvent<HTMLElement>, list: RowList): void {
  const link = (event.target as HTMLElement).closest<HTMLElement>('[data-row-link]');
  const row = link?.closest<HTMLElement>('[data-row]');
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = targetOf(event, Number(row.dataset.row), list);
  if (target === undefined || target < 0 || target >= list.count) return;
  event.preventDefault();
  const table = event.currentTarget;
  list.showRow(target);
  const focus = () => table.querySelector<HTMLElement>(`[data-row="${target}"] [data-row-link]`)?.focus();
  if (table.querySelector(`[data-row="${target}"]`)) focus();
  else requestAnimationFrame(() => requestAnimationFrame(focus));
}

function targetOf(event: KeyboardEvent, at: number, list: RowList): number | undefined {
  switch (event.key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'Home':
      return 0;
    case 'End':
      return list.count - 1;
    default:
      return /^[\p{L}\p{N}]$/u.test(event.key) ? findByName(event, at, list) : undefined;
  }
}

function findByName(event: KeyboardEvent, at: number, list: RowList): number | undefined {
  typed = event.timeStamp - typedAt < TYPED_TOGETHER_MS ? typed + event.key : event.key;
  typedAt = event.timeStamp;
  const wanted = typed.toLowerCase();
  const from = typed.length === 1 ? at + 1 : at;
  for (let step = 0; step < list.count; step += 1) {
    const index = (from + step) % list.count;
    if (list.nameAt(index).toLowerCase().startsWith(wanted)) return index;
  }
  return undefined;
}
