import { isJsonObject } from '../../json/json.ts';
import type { FlowProblem } from '../problem.ts';
import { settingOf } from '../step-settings.ts';
import type { Check } from './context.ts';
import { createProblem } from './create-problem.ts';

/** Names of headers that carry secrets (S16). */
const SECRET_NAME = /authori[sz]ation|key|token|secret|password|passwd|cookie|credential/i;

/** What is left of a header's value once its expressions and the name of a scheme are taken away. */
const NOT_SECRET = /\{\{.*?\}\}|\b(?:basic|bearer|token|digest|apikey)\b|\s+/gis;

/** Headers that are named like a secret and have one written out: the flow's file would carry it. */
export const checkSecrets: Check = ({ flow, manifests }) =>
  flow.steps.flatMap((step): FlowProblem[] => {
    const fields = manifests.get(step.type)?.fields.filter(({ control }) => control === 'headers') ?? [];
    return fields.flatMap((field) => {
      const headers = settingOf(field, step.settings ?? {});
      if (!isJsonObject(headers)) return [];
      return Object.entries(headers)
        .filter(([name, value]) => SECRET_NAME.test(name) && String(value ?? '').replace(NOT_SECRET, '') !== '')
        .map(([name]) => createProblem('SECRET_IN_FLOW', { step: step.id, field: `${field.key}.${name}` }, { name }));
    });
  });
