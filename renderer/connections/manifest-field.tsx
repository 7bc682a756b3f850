import { useState } from 'react';
import type { FieldManifest } from '../../shared/connector/manifest.ts';
import type { Json } from '../../shared/json/json.ts';
import { NumberField, RadioCards, SecretField, SelectField, TextField, Toggle } from '../ui/index.ts';

/** Choices of at most so many options are all in view. */
const CARDS_UP_TO = 5;

/** One field of a sign-in's form, in the control that its manifest asks for. */
export function ManifestField({
  field,
  value,
  secret,
  error,
  note,
  addressError,
  required,
  limit,
  onChange,
  onSecretChange,
}: {
  field: FieldManifest;
  value: Json | undefined;
  secret: string;
  error: string | undefined;
  /** Stands instead of the help: that a secret is stored, or was cleared. */
  note?: string | undefined;
  /** What is wrong with the address in it; said once the field was left. */
  addressError?: string | undefined;
  required: boolean;
  /** The only options that can be chosen, and why. */
  limit?: { only: readonly string[]; why: string } | undefined;
  onChange: (value: Json) => void;
  onSecretChange: (secret: string) => void;
}) {
  const [left, setLeft] = useState(false);
  const help = note ?? field.help;
  const shownError = error ?? (left ? addressError : undefined);
  const frame = { label: field.label, required, help, error: shownError, 'data-testid': `field-${field.key}` };
  if (field.secret) return <SecretField {...frame} value={secret} onChange={onSecretChange} />;
  switch (field.control) {
    case 'choice': {
      const options = field.options ?? [];
      const chosen = typeof value === 'string' ? value : '';
      if (options.length <= CARDS_UP_TO) {
        return (
          <RadioCards
            label={field.label}
            required={required}
            error={error}
            value={chosen}
            options={options.map((option) => {
              if (!limit || limit.only.includes(option.value)) return option;
              return { ...option, disabled: true, help: limit.why };
            })}
            columns={2}
            data-testid={frame['data-testid']}
            onChange={onChange}
          />
        );
      }
      return (
        <SelectField
          {...frame}
          value={chosen}
          options={options}
          onChange={(option) => option !== null && onChange(option)}
        />
      );
    }
    case 'number':
      return (
        <NumberField
          {...frame}
          value={typeof value === 'number' ? value : undefined}
          minimum={field.minimum}
          maximum={field.maximum}
          onChange={(number) => onChange(number ?? null)}
        />
      );
    case 'toggle':
      return <Toggle label={field.label} help={help} checked={value === true} onChange={onChange} />;
    default:
      return (
        <TextField
          {...frame}
          value={value === undefined || value === null ? '' : String(value)}
          placeholder={field.placeholder}
          onFocus={() => setLeft(false)}
          onBlur={() => setLeft(true)}
          onChange={onChange}
        />
      );
  }
}
