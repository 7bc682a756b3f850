import { type ReactNode, useId } from 'react';
import styles from './radio-cards.module.css';

export type RadioCard<Value extends string> = {
  value: Value;
  label: string;
  help?: ReactNode;
  icon?: ReactNode;
  tag?: ReactNode;
  disabled?: boolean;
};

/** A choice whose options need a sentence each: radio buttons drawn as cards. */
export function RadioCards<Value extends string>({
  label,
  value,
  options,
  onChange,
  required,
  disabled,
  error,
  hideLabel,
  columns = 1,
  'data-testid': testId,
}: {
  label: string;
  value: Value | '';
  options: readonly RadioCard<Value>[];
  onChange: (value: Value) => void;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
  error?: ReactNode;
  hideLabel?: boolean;
  columns?: 1 | 2;
  'data-testid'?: string;
}) {
  const id = useId();
  return (
    <fieldset
      className={styles.group}
      aria-describedby={error ? `${id}-error` : undefined}
      disabled={disabled}
      data-testid={testId}
    >
      <legend className={hideLabel ? 'visually-hidden' : styles.legend}>
        {label}
        {required && (
          <span className={styles.star} aria-hidden>
            {' '}
            *
          </span>
        )}
      </legend>
      <div className={styles.cards} data-columns={columns}>
        {options.map((option) => (
          <label key={option.value} className={styles.card} data-disabled={option.disabled || disabled || undefined}>
            <input
              type="radio"
              className={styles.input}
              name={id}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled}
              required={required}
              aria-describedby={option.help ? `${id}-${option.value}` : undefined}
              aria-labelledby={`${id}-${option.value}-label`}
              onChange={() => onChange(option.value)}
            />
            {option.icon}
            <span className={styles.texts}>
              <span className={styles.label}>
                <span id={`${id}-${option.value}-label`}>{option.label}</span>
                {option.tag}
              </span>
              {option.help && (
                <span className={styles.help} id={`${id}-${option.value}`}>
                  {option.help}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p className={styles.error} id={`${id}-error`}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
