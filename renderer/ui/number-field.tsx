import { type InputHTMLAttributes, useState } from 'react';
import styles from './field.module.css';
import { Field, type FieldFrame } from './field.tsx';

export type NumberFieldProps = FieldFrame &
  Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange' | 'required' | 'type'> & {
    /** `undefined` is an empty field. */
    value: number | undefined;
    onChange: (value: number | undefined) => void;
    minimum?: number | undefined;
    maximum?: number | undefined;
    /** Takes whole numbers only. */
    whole?: boolean | undefined;
    /** What stands there instead of a number, from a document that keeps it. */
    wrongText?: string | undefined;
    /** Takes what isn't a number or is out of bounds, for a document that keeps it as a problem; else it stays here. */
    onWrong?: (text: string) => void;
  };

/**
 * A number. What isn't one, or is out of bounds, stays visible with a sentence beneath, and isn't passed on as one.
 */
export function NumberField({
  label,
  required,
  help,
  error,
  hideLabel,
  value,
  onChange,
  minimum,
  maximum,
  whole,
  wrongText,
  onWrong,
  onBlur,
  ...rest
}: NumberFieldProps) {
  const [draft, setDraft] = useState<string>();
  const shown = draft ?? wrongText ?? (value === undefined ? '' : String(value));
  const complaint = complainAbout(shown, { minimum, maximum, whole });
  return (
    <Field label={label} required={required} help={help} error={complaint ?? error} hideLabel={hideLabel}>
      {(control) => (
        <input
          autoComplete="off"
          inputMode="decimal"
          {...rest}
          {...control}
          data-complaint={complaint === undefined ? undefined : true}
          className={styles.control}
          value={shown}
          onChange={(event) => {
            const text = event.target.value;
            setDraft(text);
            if (text.trim() === '') onChange(undefined);
            else if (complainAbout(text, { minimum, maximum, whole }) === undefined) onChange(Number(text));
            else onWrong?.(text);
          }}
          onBlur={(event) => {
            if (complaint === undefined) setDraft(undefined);
            onBlur?.(event);
          }}
        />
      )}
    </Field>
  );
}

/**
 * Brings the first number of a form into focus that isn’t one or is out of bounds, and so wasn’t passed on; false when
 * there is none. A form asks before it is sent: what it holds instead isn’t what stands there.
 */
export function focusWrongNumber(form: HTMLElement): boolean {
  const wrong = form.querySelector<HTMLElement>('[data-complaint]');
  wrong?.focus();
  return wrong !== null;
}

type Bounds = Pick<NumberFieldProps, 'minimum' | 'maximum' | 'whole'>;

function complainAbout(text: string, { minimum, maximum, whole }: Bounds): string | undefined {
  if (text.trim() === '') return undefined;
  const number = Number(text);
  if (!Number.isFinite(number)) return `“${text}” isn’t a number.`;
  if (whole && !Number.isInteger(number)) return 'Only whole numbers are possible here.';
  if (whole && !Number.isSafeInteger(number)) return `The largest value is ${Number.MAX_SAFE_INTEGER}.`;
  if (minimum !== undefined && number < minimum) return `The smallest value is ${minimum}.`;
  if (maximum !== undefined && number > maximum) return `The largest value is ${maximum}.`;
  return undefined;
}
