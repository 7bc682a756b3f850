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
  required,
  onChange,
  onSecretChange,
}: {
  field: FieldManifest;
  value: Json | undefined;
  secret: string;
  error: string | undefined;
  /** Stands instead of the help: that a secret is stored, or was cleared. */
  note?: string | undefined;
  required: boolean;
  onChange: (value: Json) => void;
  onSecretChange: (secret: string) => void;
}) {
  const help = note ?? field.help;
  const frame = { label: field.label, required, help, error, 'data-testid': `field-${field.key}` };
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
            options={options}
            columns={2}
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
          onChange={onChange}
        />
      );
  }
}
