import { ArrowDown, ArrowUp, Plus, Trash } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FieldManifest } from '../../../shared/connector/manifest.ts';
import { entriesOf, isRequired, visibleFields } from '../../../shared/flow/step-settings.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import styles from '../inspector.module.css';
import type { ControlProps } from './control-props.ts';

type Props = ControlProps & {
  /** The control of one field of an entry. */
  renderControl(props: ControlProps): ReactNode;
};

/** A list whose entries have forms of their own: cases, measures, keys to sort by. Their order counts. */
export function ListControl(props: Props) {
  const { field, value, onChange, error, errorAt, renderControl } = props;
  const { items = [], itemLabel = 'entry' } = field;
  const kept = entriesOf(field, value) ?? [];
  const entries = kept.length > 0 || !field.required ? kept : [{}];
  const put = (next: JsonObject[]) => onChange(next.length === 0 ? undefined : next);
  const change = (index: number, item: FieldManifest, part: Json | undefined) =>
    put(
      entries.map((entry, at) => {
        if (at !== index) return entry;
        const { [item.key]: _, ...rest } = entry;
        return part === undefined ? rest : { ...entry, [item.key]: part };
      }),
    );
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
      {entries.map((entry, index) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place in the list; all of it is being edited
          key={index}
          className={styles.pair}
          data-testid={`field-${field.key}.${index}`}
          aria-label={`${capitalise(itemLabel)} ${index + 1}`}
        >
          <EntryHead
            label={itemLabel}
            index={index}
            count={entries.length}
            onMove={(by) => put(moveEntry(entries, index, by))}
            onRemove={kept.length > 0 ? () => put(kept.filter((_, at) => at !== index)) : undefined}
          />
          {visibleFields({ fields: items }, entry).map((item) => (
            <div key={item.key} data-testid={`field-${field.key}.${index}.${item.key}`}>
              {renderControl({
                ...props,
                field: { ...item, required: isRequired(item, entry) },
                value: entry[item.key],
                onChange: (part) => change(index, item, part),
                error: errorAt(`${index}.${item.key}`),
                errorAt: (part) => errorAt(`${index}.${item.key}.${part}`),
              })}
            </div>
          ))}
        </fieldset>
      ))}
      {error && <p className={styles.error}>{error}</p>}
      <Button size="small" icon={Plus} onClick={() => put([...entries, {}])}>
        Add {itemLabel}
      </Button>
    </fieldset>
  );
}

type HeadProps = {
  label: string;
  index: number;
  count: number;
  onMove(by: 1 | -1): void;
  onRemove: (() => void) | undefined;
};

/** What an entry is, and the buttons that move it or take it away. */
function EntryHead({ label, index, count, onMove, onRemove }: HeadProps) {
  const name = `${label} ${index + 1}`;
  return (
    <div className={styles.entryHead}>
      <span>{capitalise(name)}</span>
      {index > 0 && <IconButton icon={ArrowUp} label={`Move ${name} up`} size="small" onClick={() => onMove(-1)} />}
      {index + 1 < count && (
        <IconButton icon={ArrowDown} label={`Move ${name} down`} size="small" onClick={() => onMove(1)} />
      )}
      {onRemove && <IconButton icon={Trash} label={`Remove ${name}`} size="small" onClick={onRemove} />}
    </div>
  );
}

function moveEntry(entries: readonly JsonObject[], index: number, by: 1 | -1): JsonObject[] {
  const moved = [...entries];
  const [entry] = moved.splice(index, 1);
  if (entry) moved.splice(index + by, 0, entry);
  return moved;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
