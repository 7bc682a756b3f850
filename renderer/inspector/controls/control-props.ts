import type { FieldManifest } from '../../../shared/connector/manifest.ts';
import type { FlowStep } from '../../../shared/flow/document.ts';
import type { Json } from '../../../shared/json/json.ts';

/** What every control of a step’s form gets. `value` is the setting itself; absent means the field’s default. */
export type ControlProps = {
  field: FieldManifest;
  step: FlowStep;
  value: Json | undefined;
  /** `undefined` removes the setting. */
  onChange(value: Json | undefined): void;
  onFocus(): void;
  onBlur(): void;
  /** Why the field isn’t right, once it may be told. */
  error: string | undefined;
  /** The same for a part of the setting, by the rest of its key: `Email`, `0.value`. */
  errorAt(part: string): string | undefined;
};
