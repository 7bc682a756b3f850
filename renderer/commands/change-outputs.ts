import type { FieldManifest } from '../../shared/connector/manifest.ts';
import type { FlowDocument, FlowStep } from '../../shared/flow/document.ts';
import { entriesOf } from '../../shared/flow/step-settings.ts';
import type { Json } from '../../shared/json/json.ts';
import { changeSetting } from './change-step.ts';
import type { Edit } from './edit.ts';

/**
 * Sets the list that names a step’s outputs; `name` is the item that holds a name. The lines of an output that is
 * renamed stay with it, those of one that is removed go with it.
 */
export function changeOutputs(
  step: FlowStep,
  field: FieldManifest,
  value: Json | undefined,
  name: string,
  visit?: string,
): Edit {
  const edit = changeSetting(step, field, value, visit);
  return {
    ...edit,
    change(content) {
      const namesOf = (setting: Json | undefined) =>
        (entriesOf(field, setting) ?? []).map((entry) => String(entry[name] ?? ''));
      const draft = content.document.steps.find(({ id }) => id === step.id);
      const before = namesOf(draft?.settings?.[field.key]);
      edit.change(content);
      followNames(content.document, step.id, before, namesOf(value));
    },
  };
}

function followNames(document: FlowDocument, stepId: string, before: string[], after: string[]): void {
  const leaving = document.edges.filter(({ from, port }) => from === stepId && port !== undefined);
  if (after.length < before.length) {
    const gone = new Set(before.filter((name) => !after.includes(name)));
    document.edges = document.edges.filter((edge) => !leaving.includes(edge) || !gone.has(edge.port ?? ''));
  }
  if (after.length !== before.length) return;
  // Moved entries keep their names; only a name that is new and stands where another was is that one renamed.
  for (const [index, name] of after.entries()) {
    const old = before[index] ?? '';
    if (before.includes(name) || after.includes(old)) continue;
    for (const edge of leaving) if (edge.port === old) edge.port = name;
  }
}
