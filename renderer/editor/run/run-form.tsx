import { useState } from 'react';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Toggle } from '../../ui/toggle.tsx';
import type { AskedField, RunControl } from './use-run-control.ts';

/** Asks for the values of a manual trigger’s form before a run. */
export function RunForm({ control }: { control: RunControl }) {
  if (!control.asked) return null;
  const { fields, part } = control.asked;
  return (
    <AskedForm fields={fields} onRun={(record) => void control.start([record], part)} onCancel={control.cancelAsking} />
  );
}

type FormProps = { fields: AskedField[]; onRun(record: JsonObject): void; onCancel(): void };

function AskedForm({ fields, onRun, onCancel }: FormProps) {
  // Every field is part of the record, as in a run that wasn’t asked for values.
  const [values, setValues] = useState<JsonObject>(() =>
    Object.fromEntries(
      fields.map(({ name, type, default: value }) => [name, (value ?? (type === 'boolean' ? false : null)) as Json]),
    ),
  );
  const set = (name: string, value: Json) => setValues((before) => ({ ...before, [name]: value }));
  return (
    <Dialog
      open
      title="Run with these values"
      onClose={onCancel}
      onSubmit={() => onRun(values)}
      actions={
        <>
          <Button onClick={onCancel}>Cancel</Button>
          <Button type="submit" variant="primary">
            Run
          </Button>
        </>
      }
    >
      {fields.map(({ name, type, label }) => {
        const value = values[name];
        if (type === 'boolean')
          return <Toggle key={name} label={label} checked={value === true} onChange={(next) => set(name, next)} />;
        if (type === 'number') {
          return (
            <NumberField
              key={name}
              label={label}
              value={typeof value === 'number' ? value : undefined}
              onChange={(next) => set(name, next ?? null)}
            />
          );
        }
        return <TextField key={name} label={label} value={String(value ?? '')} onChange={(next) => set(name, next)} />;
      })}
    </Dialog>
  );
}
