import { Select as MantineSelect } from '@mantine/core';
import { Check, ChevronsUpDown } from 'lucide-react';
import { Field, type FieldFrame } from './field.tsx';
import styles from './select-field.module.css';

export type SelectOption = { value: string; label: string; help?: string; disabled?: boolean };

export type SelectFieldProps = FieldFrame & {
  value: string | null;
  onChange: (value: string | null) => void;
  options: SelectOption[];
  placeholder?: string;
  /** Lets people type to narrow the list; on above 7 options unless told otherwise. */
  searchable?: boolean;
  clearable?: boolean;
  disabled?: boolean;
  /** What stands in the list when nothing matches. */
  nothingFound?: string;
  onOpen?: () => void;
  onBlur?: () => void;
  'data-testid'?: string;
};

/** Chooses one of some options: a combobox with a list box. */
export function SelectField({
  label,
  required,
  help,
  error,
  hideLabel,
  value,
  onChange,
  options,
  searchable = options.length > 7,
  nothingFound = 'No match',
  onOpen,
  ...rest
}: SelectFieldProps) {
  const helpByValue = new Map(options.map((option) => [option.value, option.help]));
  return (
    <Field label={label} required={required} help={help} error={error} hideLabel={hideLabel}>
      {(control) => (
        <MantineSelect
          {...rest}
          {...control}
          // The library sets these two itself and drops what it is given.
          attributes={{
            input: { 'aria-invalid': control['aria-invalid'], 'aria-describedby': control['aria-describedby'] },
          }}
          data={options.map(({ value: option, label: text, disabled = false }) => ({
            value: option,
            label: text,
            disabled,
          }))}
          value={value}
          onChange={onChange}
          searchable={searchable}
          // Typing a name and pressing Enter must choose it.
          selectFirstOptionOnChange={searchable}
          allowDeselect={false}
          nothingFoundMessage={nothingFound}
          onDropdownOpen={onOpen}
          rightSection={<ChevronsUpDown size={16} strokeWidth={1.75} aria-hidden />}
          rightSectionPointerEvents="none"
          comboboxProps={{ shadow: 'md', transitionProps: { duration: 100 } }}
          classNames={{ input: styles.input ?? '', dropdown: styles.dropdown ?? '', option: styles.option ?? '' }}
          aria-label={hideLabel ? label : undefined}
          renderOption={({ option, checked }) => (
            <>
              <span className={styles.text}>
                {option.label}
                {helpByValue.get(option.value) && (
                  <span className={styles.optionHelp}>{helpByValue.get(option.value)}</span>
                )}
              </span>
              {checked && <Check size={16} strokeWidth={1.75} aria-hidden />}
            </>
          )}
        />
      )}
    </Field>
  );
}
