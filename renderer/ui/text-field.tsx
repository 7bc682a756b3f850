import { Eye, EyeOff, type LucideIcon } from 'lucide-react';
import { type InputHTMLAttributes, type Ref, type TextareaHTMLAttributes, useState } from 'react';
import styles from './field.module.css';
import { Field, type FieldFrame } from './field.tsx';
import { IconButton } from './icon-button.tsx';

type InputProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange' | 'required' | 'type'>;

export type TextFieldProps = FieldFrame &
  InputProps & {
    value: string;
    onChange: (value: string) => void;
    type?: 'text' | 'search' | 'url' | 'email';
    icon?: LucideIcon;
    ref?: Ref<HTMLInputElement>;
  };

/** One line of text. */
export function TextField({
  label,
  required,
  help,
  error,
  hideLabel,
  value,
  onChange,
  type = 'text',
  icon: Icon,
  ...rest
}: TextFieldProps) {
  return (
    <Field label={label} required={required} help={help} error={error} hideLabel={hideLabel}>
      {(control) => {
        const input = (
          <input
            autoComplete="off"
            spellCheck={false}
            {...rest}
            {...control}
            type={type}
            className={styles.control}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        );
        if (!Icon) return input;
        return (
          <span className={styles.withIcon}>
            <Icon size={16} strokeWidth={1.75} aria-hidden />
            {input}
          </span>
        );
      }}
    </Field>
  );
}

export type TextAreaProps = FieldFrame &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'value' | 'onChange' | 'required'> & {
    value: string;
    onChange: (value: string) => void;
    /** The text is code or data, whose columns are to stand below each other. */
    code?: boolean;
    ref?: Ref<HTMLTextAreaElement>;
  };

/** Several lines of text, with the browser's spell check. */
export function TextArea({ label, required, help, error, hideLabel, value, onChange, code, ...rest }: TextAreaProps) {
  return (
    <Field label={label} required={required} help={help} error={error} hideLabel={hideLabel}>
      {(control) => (
        <textarea
          rows={3}
          {...rest}
          {...control}
          className={styles.control}
          data-code={code || undefined}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** A secret: hidden, can be shown, hides again when left; paste and password managers are allowed. */
export function SecretField({ label, required, help, error, value, onChange, ...rest }: TextFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} required={required} help={help} error={error}>
      {(control) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: hiding the secret when focus leaves is no interaction
        <span
          className={styles.withButton}
          onBlur={(event) => {
            if (!event.currentTarget.contains(event.relatedTarget)) setShown(false);
          }}
        >
          <input
            autoComplete="off"
            spellCheck={false}
            {...rest}
            {...control}
            type={shown ? 'text' : 'password'}
            className={styles.control}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <IconButton
            icon={shown ? EyeOff : Eye}
            label={shown ? `Hide ${label}` : `Show ${label}`}
            onClick={() => setShown(!shown)}
          />
        </span>
      )}
    </Field>
  );
}
