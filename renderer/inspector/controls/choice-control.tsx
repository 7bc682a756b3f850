import { RotateCw } from 'lucide-react';
import { IconButton } from '../../ui/icon-button.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from '../inspector.module.css';
import { useRemoteOptions } from '../use-remote-options.ts';
import type { ControlProps } from './control-props.ts';

/** One of some options, fixed or asked of the connection; typed by hand where they can’t be asked. */
export function ChoiceControl({ field, step, value, onChange, onBlur, error }: ControlProps) {
  const remote = useRemoteOptions(field, step);
  const chosen = typeof value === 'string' ? value : '';
  const shared = { label: field.label, required: field.required, error, onBlur };
  if (!field.load) {
    return (
      <SelectField
        {...shared}
        help={field.help}
        value={chosen === '' ? null : chosen}
        options={field.options ?? []}
        placeholder={field.placeholder ?? (field.required ? 'Choose' : '')}
        onChange={(next) => onChange(next ?? undefined)}
      />
    );
  }
  if (remote.state !== 'ready' && remote.state !== 'loading') {
    const why =
      remote.state === 'no-connection'
        ? 'Choose a connection to pick from a list, or type the name.'
        : remote.state === 'failed'
          ? `The list couldn’t be loaded: ${remote.error?.message ?? ''} You can type the name.`
          : field.help;
    return (
      <div className={styles.withAction}>
        <TextField
          {...shared}
          help={why}
          value={chosen}
          placeholder={field.placeholder}
          onChange={(next) => onChange(next === '' ? undefined : next)}
        />
        {remote.state === 'failed' && <IconButton icon={RotateCw} label="Load the list again" onClick={remote.retry} />}
      </div>
    );
  }
  const options = remote.options.map((option) => ({
    value: option.value,
    label: option.label === option.value ? option.label : `${option.label} (${option.value})`,
  }));
  if (chosen !== '' && !options.some((option) => option.value === chosen))
    options.unshift({ value: chosen, label: chosen });
  return (
    <SelectField
      {...shared}
      help={field.help}
      searchable
      value={chosen === '' ? null : chosen}
      options={options}
      placeholder={remote.state === 'loading' ? 'Loading…' : (field.placeholder ?? 'Choose')}
      nothingFound={remote.state === 'loading' ? 'Loading…' : 'No match'}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}
