import { Code, ListFilter, Plus, X } from 'lucide-react';
import { useRef, useState } from 'react';
import {
  type ConditionRow,
  type ConditionRows,
  formatCondition,
  needsValue,
  parseCondition,
  type RowOperator,
  readRowValue,
  rowOperators,
} from '../../expression/condition-rows.ts';
import { expressionOfPath, pathOfExpression } from '../../expression/paths.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from '../inspector.module.css';
import { useInspector } from '../step-input.ts';
import { ValueField } from '../value-field.tsx';
import { ConditionResult } from './condition-result.tsx';
import type { ControlProps } from './control-props.ts';

const operators = Object.entries(rowOperators).map(([value, label]) => ({ value, label }));
const emptyRow: ConditionRow = { path: [], operator: 'is', value: '' };

/** A condition as a sentence of rows where it is simple, else as a formula with its result. */
export function ConditionControl(props: ControlProps) {
  const { field, value, onChange, onFocus, onBlur, error } = props;
  const text = typeof value === 'string' ? value : '';
  const parsed = text.trim() === '' ? { join: 'all' as const, rows: [] } : parseCondition(text);
  const [asCode, setAsCode] = useState(parsed === undefined);
  const [draft, setDraft] = useState<ConditionRows>();
  const frame = useRef<HTMLElement>(null);
  const show = (code: boolean) => {
    setAsCode(code);
    // The button that was pressed goes; focus goes to what took its place.
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>('input, [contenteditable=true]')?.focus());
  };
  const holdFrame = (element: HTMLElement | null) => {
    frame.current = element;
  };
  if (asCode || !parsed) {
    return (
      <div className={styles.group} ref={holdFrame}>
        <ValueField
          label={field.label}
          required={field.required}
          help={field.help}
          error={error}
          mode="condition"
          multiline
          placeholder="Status == &quot;New&quot;"
          value={text}
          onChange={(next) => onChange(next === '' ? undefined : next)}
          onFocus={onFocus}
          onBlur={onBlur}
        />
        {parsed && (
          <Button size="small" variant="ghost" icon={ListFilter} onClick={() => show(false)}>
            Show as a sentence
          </Button>
        )}
      </div>
    );
  }
  const complete = (rows: readonly ConditionRow[]) => rows.filter(({ path }) => path.length > 0);
  // Rows without a field yet are only here; the setting holds those that mean something.
  const shown = draft && formatCondition({ ...draft, rows: complete(draft.rows) }) === text ? draft : parsed;
  const rows = shown.rows.length > 0 ? shown.rows : [emptyRow];
  const put = (next: ConditionRows) => {
    setDraft(next);
    const kept = complete(next.rows);
    onChange(kept.length === 0 ? undefined : formatCondition({ ...next, rows: kept }));
  };
  return (
    <fieldset
      ref={holdFrame}
      className={styles.group}
      onFocus={onFocus}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && onBlur()}
    >
      <legend className={styles.legend}>
        {field.label}
        {field.required && (
          <span aria-hidden className={styles.star}>
            {' *'}
          </span>
        )}
      </legend>
      <div className={styles.sentence}>
        <span>When</span>
        <SelectField
          label="How many of the conditions"
          hideLabel
          value={shown.join}
          options={[
            { value: 'all', label: 'all' },
            { value: 'any', label: 'any' },
          ]}
          onChange={(join) => put({ join: join === 'any' ? 'any' : 'all', rows })}
        />
        <span>of these are true:</span>
      </div>
      {rows.map((row, index) => (
        <ConditionRowFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the sentence
          key={index}
          row={row}
          number={index + 1}
          onChange={(next) => put({ join: shown.join, rows: rows.map((entry, at) => (at === index ? next : entry)) })}
          onRemove={
            rows.length > 1 || row.path.length > 0
              ? () => put({ join: shown.join, rows: rows.filter((_, at) => at !== index) })
              : undefined
          }
        />
      ))}
      {text !== '' && <ConditionResult text={text} />}
      {error && <p className={styles.error}>{error}</p>}
      {field.help && <p className={styles.help}>{field.help}</p>}
      <div className={styles.actions}>
        <Button size="small" icon={Plus} onClick={() => put({ join: shown.join, rows: [...rows, emptyRow] })}>
          Add condition
        </Button>
        <Button size="small" variant="ghost" icon={Code} onClick={() => show(true)}>
          Edit as a formula
        </Button>
      </div>
    </fieldset>
  );
}

type RowProps = {
  row: ConditionRow;
  number: number;
  onChange(row: ConditionRow): void;
  onRemove: (() => void) | undefined;
};

function ConditionRowFields({ row, number, onChange, onRemove }: RowProps) {
  const { input } = useInspector();
  const expression = row.path.length === 0 ? '' : expressionOfPath(row.path);
  const known = input.fields.map((field) => ({
    value: field.expression,
    label: field.label,
    help: field.sample === '' ? field.group : `${field.group} · ${field.sample}`,
  }));
  const options =
    expression !== '' && !known.some((option) => option.value === expression)
      ? [{ value: expression, label: expression }, ...known]
      : known;
  const sample = readSample(input.record, row.path);
  return (
    <div className={styles.condition}>
      {known.length > 0 ? (
        <SelectField
          label={`Field of condition ${number}`}
          hideLabel
          searchable
          placeholder="Field"
          value={expression === '' ? null : expression}
          options={options}
          onChange={(next) => next && onChange({ ...row, path: pathOfExpression(next) ?? row.path })}
        />
      ) : (
        <TypedField
          key={expression}
          number={number}
          expression={expression}
          onChange={(path) => onChange({ ...row, path })}
        />
      )}
      <SelectField
        label={`Comparison of condition ${number}`}
        hideLabel
        searchable={false}
        value={row.operator}
        options={operators}
        onChange={(next) => onChange({ ...row, operator: (next ?? 'is') as RowOperator })}
      />
      {needsValue(row.operator) && (
        <TextField
          label={`Value of condition ${number}`}
          hideLabel
          placeholder="Value"
          value={String(row.value)}
          onChange={(text) => onChange({ ...row, value: readRowValue(text, sample ?? row.value) })}
        />
      )}
      {onRemove && <IconButton icon={X} label={`Remove condition ${number}`} size="small" onClick={onRemove} />}
    </div>
  );
}

/** While the input isn’t known, the field’s name is typed. */
function TypedField({
  number,
  expression,
  onChange,
}: {
  number: number;
  expression: string;
  onChange(path: (string | number)[]): void;
}) {
  const [name, setName] = useState(expression);
  return (
    <TextField
      label={`Field of condition ${number}`}
      hideLabel
      placeholder="Field name"
      value={name}
      onChange={setName}
      onBlur={() => {
        if (name.trim() !== '' && name !== expression) onChange(pathOfExpression(name) ?? [name.trim()]);
      }}
    />
  );
}

function readSample(record: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined,
    record,
  );
}
