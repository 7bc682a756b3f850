import { useHostData } from '../../stores/host-data.ts';
import { addressOf } from '../../stores/navigation.ts';
import { useDocument } from '../../stores/session.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import styles from '../inspector.module.css';
import { describeCalledVersion } from './called-version.ts';
import type { ControlProps } from './control-props.ts';

/** One of the stored flows. It is kept by its id, which stays when the flow gets another name or another computer. */
export function FlowControl({ field, value, onChange, onBlur, error }: ControlProps) {
  const flows = useHostData((data) => data.flows.data) ?? [];
  const ownId = useDocument(({ content }) => content.document.id);
  const chosen = typeof value === 'string' ? value : '';
  const options = flows.filter(({ id }) => id !== ownId).map(({ id, name }) => ({ value: id, label: name }));
  // Files written by hand may give the name.
  const found = flows.find(({ id }) => id === chosen) ?? flows.find(({ name }) => name === chosen);
  // A file's path, or a flow that isn't there any more.
  if (chosen !== '' && !found) options.unshift({ value: chosen, label: chosen });
  const note = found && describeCalledVersion(found);
  return (
    <div>
      <div className={styles.withAction}>
        <SelectField
          label={field.label}
          required={field.required}
          help={field.help}
          error={error}
          onBlur={onBlur}
          searchable
          value={found?.id ?? (chosen === '' ? null : chosen)}
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
      {note && <p className={styles.note}>{note}</p>}
    </div>
  );
}
