import { Plus, Trash } from 'lucide-react';
import { isJsonObject, type JsonObject } from '../../../shared/json/json.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
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
              onChange={(type) => change(index, { type: type ?? 'text' })}
            />
            <IconButton
              icon={Trash}
              label={`Remove ${String(entry.name || `field ${index + 1}`)}`}
              size="small"
              onClick={() => put(entries.filter((_, at) => at !== index))}
            />
          </div>
          <TextField
            label="Value if nothing is entered"
            value={textOf(entry.default)}
            onChange={(text) => change(index, { default: readDefault(text, entry.type) })}
            onFocus={onFocus}
          />
        </div>
      ))}
      <Button size="small" icon={Plus} onClick={() => put([...entries, { name: '', type: 'text' }])}>
        Add field
      </Button>
    </fieldset>
  );
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

function readDefault(text: string, type: unknown): string | number | boolean | null {
  if (text === '') return null;
  if (type === 'number' && Number.isFinite(Number(text))) return Number(text);
  if (type === 'boolean') return text === 'true' || text === 'yes';
  return text;
}
