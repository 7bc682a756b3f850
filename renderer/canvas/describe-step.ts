import type { FieldManifest, StepManifest } from '../../shared/connector/manifest.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import { entriesOf } from '../../shared/flow/step-settings.ts';
import { isJsonObject, type Json } from '../../shared/json/json.ts';
import type { StepState } from '../../shared/run/state.ts';
import { describeCron } from '../../shared/schedule/describe-cron.ts';
import { formatCount } from '../format/count.ts';
import { statusOfStep } from '../format/step-status.ts';
import { lookOfStatus } from '../ui/status-badge.tsx';

/**
 * The one-line summary of a step’s settings, from the manifest’s template; empty while its settings are. `nameOfFlow`
 * gives the name of a stored flow by its id.
 */
export function summarise(
  step: FlowStep,
  manifest: StepManifest | undefined,
  nameOfFlow: (id: string) => string | undefined = () => undefined,
): string {
  if (!manifest) return '';
  let filled = false;
  const text = manifest.summary.replace(/\{(\w+)\}/g, (_, key: string) => {
    const field = manifest.fields.find((entry) => entry.key === key);
    const value = step.settings?.[key] ?? field?.default;
    const named = field?.load === 'flows' && typeof value === 'string' ? nameOfFlow(value) : undefined;
    const shown = named ?? showSetting(value, field);
    if (shown !== '') filled = true;
    return shown;
  });
  return filled || !manifest.summary.includes('{') ? text.trim() : '';
}

function showSetting(value: Json | undefined, field: FieldManifest | undefined): string {
  if (value === undefined || value === null) return '';
  if (field?.control === 'cron') return describeCron(String(value));
  // Words would make another expression of it: in JSONata, texts in quotation marks stand on both sides.
  if (field?.control === 'jsonata') return String(value).replaceAll(/\s+/g, ' ');
  const entries = field?.control === 'list' ? entriesOf(field, value) : undefined;
  if (entries) return nameList(entries.map((entry) => readableCondition(String(entry.name || entry.value || ''))));
  if (Array.isArray(value))
    return nameList(value.map((item) => (isJsonObject(item) ? String(item.name ?? '') : String(item))));
  if (typeof value === 'object') return nameList(Object.keys(value));
  const option = field?.options?.find((entry) => entry.value === value);
  return option?.label ?? readableCondition(String(value));
}

/** “FullName, Email”, and how many more there are after three. */
function nameList(names: string[]): string {
  const shown = names.filter(Boolean).slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} +${names.length - 3}` : shown;
}

const words: [RegExp, string][] = [
  [/\s*==\s*/g, ' is '],
  [/\s*!=\s*/g, ' is not '],
  [/\s*&&\s*/g, ' and '],
  [/\s*\|\|\s*/g, ' or '],
  [/\{\{\s*|\s*\}\}/g, ''],
  [/"([^"]*)"/g, '$1'],
];

/** An expression in words where that is simple: `Status == "New"` reads “Status is New”. */
export function readableCondition(text: string): string {
  return words.reduce((result, [pattern, word]) => result.replace(pattern, word), text);
}

/** The records that left a step through all its ports. */
export function recordsOut(state: StepState): number {
  return Object.values(state.out).reduce((sum, count) => sum + count, 0);
}

export type StepFacts = {
  place: number;
  of: number;
  step: FlowStep;
  manifest: StepManifest | undefined;
  connection: { name: string; status: string } | undefined;
  problems: number;
  run: StepState | undefined;
};

/** What assistive technology reads for a step (ui.md §14). */
export function describeStep({ place, of, step, manifest, connection, problems, run }: StepFacts): string {
  const parts = [`Step ${place} of ${of}`, step.name];
  parts.push(manifest ? manifest.label.toLowerCase() : `unknown type ${step.type}`);
  if (connection) parts.push(`connection ${connection.name} ${lookOfStatus(connection.status).label.toLowerCase()}`);
  else if (manifest?.connector && !manifest.connectionOptional) parts.push('no connection');
  if (step.disabled) parts.push('turned off');
  if (problems > 0) parts.push(`${problems} ${problems === 1 ? 'problem' : 'problems'}`);
  if (run)
    parts.push(
      lookOfStatus(statusOfStep(run)).label.toLowerCase(),
      `${formatCount(run.in, 'record')} in`,
      `${recordsOut(run)} out`,
    );
  return `${parts.join(', ')}.`;
}
