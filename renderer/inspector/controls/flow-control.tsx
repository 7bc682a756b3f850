import { useHostData } from '../../stores/host-data.ts';
import { addressOf } from '../../stores/navigation.ts';
import { useDocument } from '../../stores/session.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import styles from '../inspector.module.css';
import type { ControlProps } from './control-props.ts';

/** One of the stored flows, by its name where no other has it; files keep working on other computers that way. */
export function FlowControl({ field, value, onChange, onBlur, error }: ControlProps) {
  const flows = useHostData((data) => data.flows.data) ?? [];
  const ownId = useDocument(({ content }) => content.document.id);
  const chosen = typeof value === 'string' ? value : '';
  const names = flows.map(({ name }) => name);
  const isShared = (name: string) => names.indexOf(name) !== names.lastIndexOf(name);
  const options = flows
    .filter(({ id }) => id !== ownId)
    .map(({ id, name }) => ({ value: isShared(name) ? id : name, label: name }));
  const found = flows.find(({ id, name }) => id === chosen || name === chosen);
  const current = found && options.find(({ value: known }) => known === found.id || known === found.name);
  // A file's path, or a flow that isn't there any more.
  if (chosen !== '' && !current) options.unshift({ value: chosen, label: chosen });
  return (
    <div className={styles.withAction}>
      <SelectField
        label={field.label}
        required={field.required}
        help={field.help}
        error={error}
        onBlur={onBlur}
        searchable
        value={current?.value ?? (chosen === '' ? null : chosen)}
        options={options}
        placeholder={field.placeholder ?? 'Choose'}
        nothingFound="No flow has this name"
        onChange={(next) => onChange(next ?? undefined)}
      />
      {found && (
        <LinkButton href={addressOf({ screen: 'flow', flowId: found.id })} aria-label={`Open “${found.name}”`}>
          Open
        </LinkButton>
      )}
    </div>
  );
}
