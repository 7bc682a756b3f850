import { Plus, Trash } from 'lucide-react';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Toggle } from '../../ui/toggle.tsx';
import styles from '../inspector.module.css';
import type { ControlProps } from './control-props.ts';

const kinds = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'date', label: 'Date' },
];

/** The fields of a form that a run asks for. */
export function FormControl({ field, value, onChange, onFocus, onBlur, errorAt }: ControlProps) {
  const entries = (Array.isArray(value) ? value : []).filter(isJsonObject);
  const put = (next: JsonObject[]) => onChange(next.length === 0 ? undefined : next);
  const change = (index: number, part: JsonObject) =>
    put(entries.map((entry, at) => (at === index ? { ...entry, ...part } : entry)));
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{field.label}</legend>
      {field.help && <p className={styles.help}>{field.help}</p>}
      {entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place in the form; its name is being typed
        <div key={index} className={styles.pair} data-testid={`field-${field.key}.${index}`}>
          <div className={styles.entry}>
            <TextField
              label="Field name"
              value={String(entry.name ?? '')}
              error={errorAt(`${index}.name`)}
              onChange={(name) => change(index, { name })}
              onFocus={onFocus}
              onBlur={onBlur}
            />
            <SelectField
              label="Type"
              value={String(entry.type ?? 'text')}
              options={kinds}
              onChange={(type) => change(index, retyped(entry, type ?? 'text'))}
            />
            <IconButton
              icon={Trash}
              label={`Remove ${String(entry.name || `field ${index + 1}`)}`}
              size="small"
              onClick={() => put(entries.filter((_, at) => at !== index))}
            />
          </div>
          <TextField
            label="Question"
            placeholder={String(entry.name || 'The field’s name')}
            value={String(entry.label ?? '')}
            onChange={(label) => put(entries.map((other, at) => (at === index ? relabelled(entry, label) : other)))}
            onFocus={onFocus}
            onBlur={onBlur}
          />
          <DefaultValue
            entry={entry}
            onChange={(value) => change(index, { default: value })}
            events={{ onFocus, onBlur }}
          />
        </div>
      ))}
      <Button size="small" icon={Plus} onClick={() => put([...entries, { name: '', type: 'text' }])}>
        Add field
      </Button>
    </fieldset>
  );
}

/** What the field holds while nobody enters anything, in a control of its type. */
function DefaultValue({
  entry,
  onChange,
  events,
}: {
  entry: JsonObject;
  onChange(value: Json): void;
  events: { onFocus(): void; onBlur(): void };
}) {
  const { type, default: value } = entry;
  if (type === 'boolean') {
    return <Toggle label="Yes if nothing is chosen" checked={value === true} onChange={onChange} />;
  }
  const label = 'Value if nothing is entered';
  if (type === 'number') {
    return (
      <NumberField
        label={label}
        value={typeof value === 'number' ? value : undefined}
        onChange={(next) => onChange(next ?? null)}
        {...events}
      />
    );
  }
  return (
    <TextField
      label={label}
      value={value === undefined || value === null ? '' : String(value)}
      onChange={(next) => onChange(next === '' ? null : next)}
      {...events}
    />
  );
}

/** The field with another type; a default that isn’t of it goes, since the form can’t show it. */
function retyped({ default: value, ...entry }: JsonObject, type: string): JsonObject {
  if (value === undefined) return { ...entry, type };
  const kept = type === 'number' || type === 'boolean' ? typeof value === type : typeof value === 'string';
  return { ...entry, type, default: kept ? value : null };
}

/** The field with another question; without one, it is asked for by its name. */
function relabelled({ label: _, ...entry }: JsonObject, label: string): JsonObject {
  return label === '' ? entry : { ...entry, label };
}
