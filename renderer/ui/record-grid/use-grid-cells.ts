import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import { editTextOf, fieldValue } from './cell-text.ts';
import { type CellPlace, type GridContent, withCellText, withFieldNamed, withoutValue } from './grid-content.ts';

/** Row of the heads, whose cells are the names of the fields. */
export const HEAD_ROW = -1;

/** How many rows Page up and Page down go. */
const PAGE = 10;

type Options = {
  content: GridContent;
  onChange: (content: GridContent) => void;
  scroller: RefObject<HTMLElement | null>;
  scrollTo: (row: number) => void;
};

/** Which cell is chosen, what is typed into it, and the keys of a grid (WAI-ARIA Authoring Practices, grid pattern). */
export function useGridCells({ content, onChange, scroller, scrollTo }: Options) {
  const { fields, records } = content;
  const [wish, setWish] = useState<CellPlace>({ row: 0, column: 0 });
  const [draft, setDraft] = useState<string>();
  // An answered draft must not be taken again when its field is taken away and so loses focus.
  const open = useRef(false);
  // A cell that is to have focus once it is drawn mustn't take it from what is begun before that.
  const focusing = useRef(0);
  const chosen = clamp(wish);

  function clamp({ row, column }: CellPlace): CellPlace {
    return {
      row: Math.min(Math.max(row, HEAD_ROW), records.length - 1),
      column: Math.min(Math.max(column, 0), Math.max(0, fields.length - 1)),
    };
  }

  const focus = ({ row, column }: CellPlace) => {
    if (row >= 0) scrollTo(row);
    cancelAnimationFrame(focusing.current);
    focusing.current = requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-cell="${row} ${column}"]`)?.focus(),
    );
  };
  const choose = (place: CellPlace) => setWish(place);
  // Whoever points at a cell takes focus there; it isn't brought back to one that was to have it.
  const onPointerDown = () => cancelAnimationFrame(focusing.current);
  const move = (place: CellPlace) => {
    const next = clamp(place);
    setWish(next);
    focus(next);
  };

  const textOf = ({ row, column }: CellPlace): string => {
    const field = fields[column] ?? '';
    return row === HEAD_ROW ? field : editTextOf(fieldValue(records[row], field));
  };
  const edit = (place: CellPlace, text = textOf(place)) => {
    cancelAnimationFrame(focusing.current);
    open.current = true;
    setWish(place);
    setDraft(text);
  };
  const close = () => {
    open.current = false;
    setDraft(undefined);
  };
  const commit = () => {
    if (!open.current || draft === undefined) return;
    close();
    if (draft === textOf(chosen)) return;
    onChange(
      chosen.row === HEAD_ROW
        ? withFieldNamed(content, chosen.column, draft.trim())
        : withCellText(content, chosen, draft),
    );
  };

  // Keys are about the chosen cell, which may not have focus yet where they follow each other fast.
  const onCellKey = (event: KeyboardEvent) => {
    const { key } = event;
    const isCommand = event.ctrlKey || event.metaKey;
    const target = targetOf(key, isCommand, chosen, content);
    if (target) move(target);
    else if (key === 'Enter' || key === 'F2') edit(chosen);
    else if ((key === 'Delete' || key === 'Backspace') && chosen.row !== HEAD_ROW)
      onChange(withoutValue(content, chosen));
    else if (key.length === 1 && !isCommand && !event.altKey && !event.nativeEvent.isComposing) edit(chosen, key);
    else return;
    event.preventDefault();
  };

  const onDraftKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const { row, column } = chosen;
    if (event.key === 'Escape') {
      close();
      focus(chosen);
    } else if (event.key === 'Enter' && !event.altKey && !event.shiftKey) {
      commit();
      move({ row: row + 1, column });
    } else if (event.key === 'Tab') {
      commit();
      move({ row, column: column + (event.shiftKey ? -1 : 1) });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return { chosen, draft, choose, onPointerDown, move, edit, commit, onCellKey, onDraftKey, onDraft: setDraft };
}

function targetOf(
  key: string,
  isCommand: boolean,
  { row, column }: CellPlace,
  { fields, records }: GridContent,
): CellPlace | undefined {
  const far = { first: 0, lastColumn: fields.length - 1, lastRow: records.length - 1 };
  switch (key) {
    case 'ArrowUp':
      return { row: row - 1, column };
    case 'ArrowDown':
      return { row: row + 1, column };
    case 'ArrowLeft':
      return { row, column: column - 1 };
    case 'ArrowRight':
      return { row, column: column + 1 };
    case 'PageUp':
      return { row: Math.max(far.first, row - PAGE), column };
    case 'PageDown':
      return { row: row + PAGE, column };
    case 'Home':
      return { row: isCommand ? far.first : row, column: far.first };
    case 'End':
      return { row: isCommand ? far.lastRow : row, column: far.lastColumn };
    default:
      return undefined;
  }
}
