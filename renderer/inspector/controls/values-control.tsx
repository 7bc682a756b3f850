import { Plus, Trash, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { RemoteOption } from '../../../shared/contract/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import { SearchList } from '../../canvas/search-list.tsx';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from '../inspector.module.css';
import { useRemoteOptions } from '../use-remote-options.ts';
import { ValueField } from '../value-field.tsx';
import type { ControlProps } from './control-props.ts';

/** A map of names to values: fields of a remote object, or headers. Required remote fields are there from the start. */
export function ValuesControl({ field, step, value, onChange, onFocus, onBlur, error, errorAt }: ControlProps) {
  const remote = useRemoteOptions(field, step);
  const [adding, setAdding] = useState(false);
  const map: JsonObject = isJsonObject(value ?? null) ? (value as JsonObject) : {};
  const byName = new Map(remote.options.map((option) => [option.value, option]));
  const required = remote.options.filter((option) => option.required).map((option) => option.value);
  const names = [...new Set([...required, ...Object.keys(map)])];
  const set = (name: string, next: Json | undefined) => {
    const { [name]: _, ...rest } = map;
    const changed = next === undefined ? rest : { ...map, [name]: next };
    onChange(Object.keys(changed).length === 0 ? undefined : changed);
  };
  const left = remote.options.filter((option) => !names.includes(option.value));
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>
        {field.label}
        {field.required && (
          <span aria-hidden className={styles.star}>
            {' *'}
          </span>
        )}
        <span className={styles.tally}>
          {remote.options.length > 0 ? `${Object.keys(map).length} of ${remote.options.length}` : ''}
        </span>
      </legend>
      {field.help && <p className={styles.help}>{field.help}</p>}
      {names.map((name) => {
        const option = byName.get(name);
        const current = map[name];
        return (
          <div key={name} className={styles.entry} data-testid={`field-${field.key}.${name}`}>
            <ValueField
              label={option?.label ?? name}
              value={
                current === undefined || current === null
                  ? ''
                  : typeof current === 'string'
                    ? current
                    : JSON.stringify(current)
              }
              mode="template"
              required={option?.required}
              help={remote.state === 'ready' && !option ? `“${name}” isn’t a field of this object.` : hintOf(option)}
              error={errorAt(name)}
              placeholder={field.control === 'headers' ? 'Value' : 'Type, or press / to insert data'}
              onChange={(text) => set(name, text === '' && option?.required ? undefined : text)}
              onFocus={onFocus}
              onBlur={onBlur}
            />
            {!option?.required && (
              <IconButton
                icon={X}
                label={`Remove ${option?.label ?? name}`}
                size="small"
                onClick={() => set(name, undefined)}
              />
            )}
          </div>
        );
      })}
      {remote.state === 'failed' && (
        <p className={styles.help}>
          Can’t load the field list: {remote.error?.message}{' '}
          <button type="button" className={styles.inline} onClick={remote.retry}>
            Try again
          </button>
        </p>
      )}
      {error && <p className={styles.error}>{error}</p>}
      {adding ? (
        <AddField
          options={left}
          taken={names}
          onAdd={(name) => {
            setAdding(false);
            set(name, map[name] ?? '');
          }}
          onCancel={() => setAdding(false)}
        />
      ) : (
        <Button size="small" icon={Plus} onClick={() => setAdding(true)}>
          {field.control === 'headers' ? 'Add header' : 'Add field'}
        </Button>
      )}
    </fieldset>
  );
}

function hintOf(option: RemoteOption | undefined): string | undefined {
  if (!option?.values || option.values.length === 0) return undefined;
  const shown = option.values.slice(0, 6).join(', ');
  return `One of: ${shown}${option.values.length > 6 ? ' …' : ''}`;
}

type AddFieldProps = {
  options: readonly RemoteOption[];
  taken: readonly string[];
  onAdd(name: string): void;
  onCancel(): void;
};

function AddField({ options, taken, onAdd, onCancel }: AddFieldProps) {
  const [name, setName] = useState('');
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => frame.current?.querySelector('input')?.focus(), []);
  const words = name.trim().toLowerCase();
  const found = options.filter(({ label, value }) => `${label} ${value}`.toLowerCase().includes(words));
  const typed = name.trim() !== '' && !taken.includes(name.trim()) ? name.trim() : undefined;
  const items = [
    ...found.map(({ value, label, type }) => ({
      id: value,
      label,
      hint: [value === label ? '' : value, type].filter(Boolean).join(' · '),
    })),
    ...(typed && !found.some(({ value }) => value === typed)
      ? [{ id: typed, label: `Add “${typed}”`, hint: 'by name' }]
      : []),
  ];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the list from any control in it
    <div
      ref={frame}
      className={styles.adding}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <SearchList
        label="Field to add"
        placeholder={options.length > 0 ? 'Find a field' : 'Name of the field'}
        query={name}
        onQuery={setName}
        items={items}
        empty={options.length > 0 ? `No field matches “${name}”.` : 'Type the field’s name.'}
        onChoose={({ id }) => onAdd(id)}
      />
      <Button size="small" variant="ghost" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}

type NamedValue = { name: string; value: Json };

/** A list of fields to set, each with a name and a value. */
export function FieldListControl({ field, value, onChange, onFocus, onBlur, error, errorAt }: ControlProps) {
  const entries: NamedValue[] = (Array.isArray(value) ? value : [])
    .filter(isJsonObject)
    .map((entry) => ({ ...entry, name: String(entry.name ?? ''), value: entry.value ?? '' }));
  const shown = entries.length > 0 ? entries : [{ name: '', value: '' }];
  const put = (next: NamedValue[]) => onChange(next.length === 0 ? undefined : next);
  const change = (index: number, part: Partial<NamedValue>) =>
    put(shown.map((entry, at) => (at === index ? { ...entry, ...part } : entry)));
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>
        {field.label}
        {field.required && (
          <span aria-hidden className={styles.star}>
            {' *'}
          </span>
        )}
      </legend>
      {field.help && <p className={styles.help}>{field.help}</p>}
      {shown.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place in the list; its name is being typed
        <div key={index} className={styles.pair} data-testid={`field-${field.key}.${index}`}>
          <div className={styles.entry}>
            <TextField
              label={`Name of field ${index + 1}`}
              hideLabel
              placeholder="Field name"
              value={entry.name}
              error={errorAt(`${index}.name`)}
              onChange={(name) => change(index, { name })}
              onFocus={onFocus}
              onBlur={onBlur}
            />
            <IconButton
              icon={Trash}
              label={`Remove ${entry.name || `field ${index + 1}`}`}
              size="small"
              onClick={() => put(entries.filter((_, at) => at !== index))}
            />
          </div>
          <ValueField
            label={`Value of ${entry.name || `field ${index + 1}`}`}
            hideLabel
            mode="template"
            placeholder="Type, or press / to insert data"
            value={typeof entry.value === 'string' ? entry.value : JSON.stringify(entry.value)}
            error={errorAt(`${index}.value`)}
            onChange={(text) => change(index, { value: text })}
            onFocus={onFocus}
            onBlur={onBlur}
          />
        </div>
      ))}
      {error && <p className={styles.error}>{error}</p>}
      <Button size="small" icon={Plus} onClick={() => put([...shown, { name: '', value: '' }])}>
        Add field
      </Button>
    </fieldset>
  );
}
