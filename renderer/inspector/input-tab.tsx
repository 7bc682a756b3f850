import { ChevronLeft, ChevronRight, CornerDownLeft, Play, Search } from 'lucide-react';
import { Fragment, type KeyboardEvent, useContext, useState } from 'react';
import { FIELD_DRAG } from '../expression/expression-field.tsx';
import { EditorRunContext, useSession } from '../stores/session.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { KindIcon } from '../ui/kind-icon.tsx';
import { TextField } from '../ui/text-field.tsx';
import { isAbsent, kindOfValue, textOfValue } from '../ui/value-kind.ts';
import type { InputField } from './input-sample.ts';
import styles from './input-tab.module.css';
import { useInspector } from './step-input.ts';

/**
 * What reaches the step, as a tree of fields with sample values; choosing one inserts it into the field in use, where
 * the flow can be edited.
 */
export function InputTab({ target, onInsert }: { target: string | undefined; onInsert(expression: string): void }) {
  const { input } = useInspector();
  const { editable } = useSession();
  const editor = useContext(EditorRunContext);
  const nothingYet = editable
    ? 'No data yet. Connect this step and run the flow to see what reaches it.'
    : 'No data yet. After a run you see here what reaches this step.';
  const [query, setQuery] = useState('');
  const words = query.trim().toLowerCase();
  if (input.groups.length === 0) {
    return (
      <div className={styles.empty}>
        <p>{input.loading ? 'Loading…' : nothingYet}</p>
        {editor && (
          <Button icon={Play} onClick={() => editor.run()}>
            Run the flow
          </Button>
        )}
      </div>
    );
  }
  return (
    <div className={styles.tab}>
      <div className={styles.bar}>
        <TextField
          label="Find a field"
          hideLabel
          icon={Search}
          placeholder="Find a field"
          type="search"
          value={query}
          onChange={setQuery}
        />
        <RecordSelector />
      </div>
      {input.origin === 'example' && (
        <p className={styles.note}>
          Example values.{' '}
          {editor && (
            <>
              <button type="button" onClick={() => editor.run()}>
                Run the flow
              </button>{' '}
              to see your own.
            </>
          )}
        </p>
      )}
      {editable && (
        <p className={styles.note}>
          {target
            ? `Enter or click inserts into “${target}”.`
            : 'Focus a field in Settings, then choose a row to insert it.'}
        </p>
      )}
      <div
        role="tree"
        aria-label="Fields that reach this step"
        className={styles.tree}
        onKeyDown={moveInTree}
        data-example={input.origin === 'example' || undefined}
      >
        {input.groups.map(({ stepId, name, fields }, index) => (
          <Fragment key={stepId}>
            <div
              role="treeitem"
              aria-expanded
              aria-level={1}
              aria-selected={false}
              tabIndex={index === 0 ? 0 : -1}
              className={styles.groupName}
            >
              {name}
            </div>
            {fields.map((field) => (
              <FieldRow
                key={field.expression}
                field={field}
                level={2}
                words={words}
                onInsert={editable ? onInsert : undefined}
              />
            ))}
          </Fragment>
        ))}
      </div>
    </div>
  );
}

function RecordSelector() {
  const { input } = useInspector();
  if (input.count < 2) return null;
  return (
    <span className={styles.selector}>
      <IconButton
        icon={ChevronLeft}
        label="Previous record"
        size="small"
        disabled={input.index === 0}
        onClick={() => input.setIndex(input.index - 1)}
      />
      {input.index + 1}/{input.count}
      <IconButton
        icon={ChevronRight}
        label="Next record"
        size="small"
        disabled={input.index >= input.count - 1}
        onClick={() => input.setIndex(input.index + 1)}
      />
    </span>
  );
}

type RowProps = {
  field: InputField;
  level: number;
  words: string;
  onInsert: ((expression: string) => void) | undefined;
};

function FieldRow({ field, level, words, onInsert }: RowProps) {
  const { expression, label, value, children } = field;
  if (words !== '' && !matches(field, words)) return null;
  const text = textOfValue(value);
  return (
    <>
      <div
        role="treeitem"
        aria-level={level}
        aria-selected={false}
        tabIndex={-1}
        draggable={onInsert !== undefined}
        className={styles.row}
        style={{ paddingLeft: `${level * 0.75}rem` }}
        title={`${expression}\n${text}`}
        data-testid={`input-row-${expression}`}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'copy';
          event.dataTransfer.setData(FIELD_DRAG, expression);
        }}
        // The field in use must keep its cursor while a row is chosen with the pointer.
        onMouseDown={(event) => event.detail === 1 && event.stopPropagation()}
        onClick={onInsert && (() => onInsert(expression))}
        onKeyDown={(event) => {
          if (!onInsert || (event.key !== 'Enter' && event.key !== ' ')) return;
          event.preventDefault();
          event.stopPropagation();
          onInsert(expression);
        }}
      >
        <KindIcon kind={kindOfValue(value)} size={14} />
        <span className={styles.label}>{label}</span>
        <span className={classNames(styles.value, isAbsent(value) && styles.absent)}>{text}</span>
        {onInsert && <CornerDownLeft className={styles.insert} size={14} strokeWidth={1.75} aria-hidden />}
      </div>
      {children.map((child) => (
        <FieldRow key={child.expression} field={child} level={level + 1} words={words} onInsert={onInsert} />
      ))}
    </>
  );
}

function matches({ label, expression, children }: InputField, words: string): boolean {
  return `${label} ${expression}`.toLowerCase().includes(words) || children.some((child) => matches(child, words));
}

function moveInTree(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=treeitem]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const to = by !== undefined ? at + by : event.key === 'Home' ? 0 : event.key === 'End' ? rows.length - 1 : undefined;
  if (to === undefined) return;
  event.preventDefault();
  rows[Math.max(0, Math.min(rows.length - 1, to))]?.focus();
}
