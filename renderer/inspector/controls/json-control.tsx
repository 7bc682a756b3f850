import { useState } from 'react';
import type { Json } from '../../../shared/json/json.ts';
import { TextArea } from '../../ui/text-field.tsx';
import type { ControlProps } from './control-props.ts';

/** Any JSON, as text; what doesn’t parse stays on screen with the reason and isn’t saved. */
export function JsonControl({ field, value, onChange, onFocus, onBlur, error }: ControlProps) {
  const [draft, setDraft] = useState<string>();
  const shown =
    draft ?? (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  const complaint = draft === undefined ? undefined : complainAbout(draft);
  return (
    <TextArea
      label={field.label}
      required={field.required}
      help={field.help}
      error={complaint ?? error}
      rows={6}
      spellCheck={false}
      value={shown}
      placeholder={field.placeholder}
      onFocus={onFocus}
      onChange={(text) => {
        setDraft(text);
        if (text.trim() === '') onChange(undefined);
        else if (complainAbout(text) === undefined) onChange(JSON.parse(text) as Json);
      }}
      onBlur={() => {
        if (complaint === undefined) setDraft(undefined);
        onBlur();
      }}
    />
  );
}

function complainAbout(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  try {
    JSON.parse(text);
    return undefined;
  } catch (thrown) {
    return `This isn’t JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
}
