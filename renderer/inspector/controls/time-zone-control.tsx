import { localTimeZone } from '../../../shared/schedule/schedule.ts';
import { SelectField } from '../../ui/select-field.tsx';
import type { ControlProps } from './control-props.ts';

/** A time zone by its name; this computer's while none is chosen. */
export function TimeZoneControl({ field, value, onChange, onBlur, error }: ControlProps) {
  const chosen = typeof value === 'string' ? value : '';
  const known = Intl.supportedValuesOf('timeZone');
  const names = ['UTC', ...known.filter((name) => name !== 'UTC')];
  if (chosen !== '' && !names.includes(chosen)) names.unshift(chosen);
  return (
    <SelectField
      label={field.label}
      error={error}
      searchable
      value={chosen}
      options={[
        { value: '', label: `This computer’s (${localTimeZone()})` },
        ...names.map((name) => ({ value: name, label: name })),
      ]}
      nothingFound="No such time zone"
      onBlur={onBlur}
      onChange={(next) => onChange(next === null || next === '' ? undefined : next)}
    />
  );
}
