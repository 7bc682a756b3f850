import { OctagonX } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import styles from './field.module.css';

/** What every field can have around its control. */
export type FieldFrame = {
  label: string;
  /** Adds the `*`; the control itself gets `aria-required`. */
  required?: boolean | undefined;
  help?: ReactNode;
  error?: ReactNode;
  /** Keeps the label for assistive technology only. */
  hideLabel?: boolean | undefined;
};

/** Attributes that tie a control to its label, help and error. */
export type ControlAttributes = {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
  'aria-required': true | undefined;
};

/** Label, help and error around a control, tied to it for assistive technology. */
export function Field({
  label,
  required,
  help,
  error,
  hideLabel,
  children,
  trailing,
}: FieldFrame & { children: (control: ControlAttributes) => ReactNode; trailing?: ReactNode }) {
  const id = useId();
  const describedBy = [help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <div className={hideLabel ? 'visually-hidden' : styles.top}>
        <label className={styles.label} htmlFor={id}>
          {label}
          {required && <span aria-hidden> *</span>}
        </label>
        {trailing}
      </div>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': error ? true : undefined,
        'aria-required': required ? true : undefined,
      })}
      {error && (
        <p className={styles.error} id={`${id}-error`}>
          <OctagonX size={16} strokeWidth={1.75} aria-hidden />
          <span>{error}</span>
        </p>
      )}
      {help && (
        <p className={styles.help} id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}
