import type { KeyboardEvent, ReactNode } from 'react';
import { classNames } from '../class-names.ts';
import type { ValueKind } from '../value-kind.ts';
import styles from './record-grid.module.css';

/** What a cell shows and does; `draft` is the text under way in it, where there is one. */
export type GridCellProps = {
  /** Its place among all cells, by which it is found: “row column”. */
  place: string;
  head?: boolean;
  kind: ValueKind;
  absent?: boolean;
  /** Names the field in which it is edited. */
  label: string;
  title: string;
  chosen: boolean;
  draft: string | undefined;
  children: ReactNode;
  onChoose: () => void;
  onEdit: () => void;
  onKey: (event: KeyboardEvent) => void;
  onDraft: (text: string) => void;
  onDraftKey: (event: KeyboardEvent) => void;
  onLeave: () => void;
};

/** One cell of a grid: read until it is edited, then a field of its size. */
export function GridCell({
  head = false,
  place,
  kind,
  absent,
  label,
  title,
  chosen,
  children,
  ...rest
}: GridCellProps) {
  const { draft, onChoose, onEdit, onKey, onDraft, onDraftKey, onLeave } = rest;
  const Cell = head ? 'th' : 'td';
  return (
    <Cell
      {...(head ? { scope: 'col' } : {})}
      data-cell={place}
      data-kind={kind}
      data-editing={draft !== undefined || undefined}
      className={classNames(absent && styles.absent)}
      tabIndex={chosen && draft === undefined ? 0 : -1}
      title={draft === undefined ? title : undefined}
      onFocus={(event) => event.target === event.currentTarget && onChoose()}
      onDoubleClick={() => draft === undefined && onEdit()}
      onKeyDown={(event) => event.target === event.currentTarget && onKey(event)}
    >
      {draft === undefined ? (
        children
      ) : (
        <textarea
          // The cell was asked to be edited, so this is where the next key goes.
          // biome-ignore lint/a11y/noAutofocus: focus goes from the cell to its own field
          autoFocus
          rows={1}
          className={styles.draft}
          aria-label={label}
          spellCheck={false}
          // Esc takes back what is typed here and leaves a dialog around it open.
          data-mantine-stop-propagation="true"
          value={draft}
          // A typed character stands before the next one; a name is mostly replaced as a whole.
          onFocus={({ target }) => target.setSelectionRange(head ? 0 : target.value.length, target.value.length)}
          onChange={(event) => onDraft(event.target.value)}
          onKeyDown={onDraftKey}
          onBlur={onLeave}
        />
      )}
    </Cell>
  );
}
