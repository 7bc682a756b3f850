import type { Control } from '../control/registry.ts';
import { readName, refuse, refuseOthers } from '../control/settings.ts';
import type { Schema } from '../schema/schema.ts';
import type { ValidationRules } from './validation-rules.ts';

/** `POST validationRules` adds or replaces a rule; GET shows all, DELETE takes one away (`?object=&name=`). */
export function validationRulesControl(rules: ValidationRules, schema: Schema): Control {
  const need = (settings: Readonly<Record<string, unknown>>, name: string, example: string): string => {
    const value = readName(settings, name, example);
    if (value === undefined) throw refuse(`${name} must be a text, such as ${example}.`);
    return value;
  };
  return {
    name: 'validationRules',
    description:
      'POST {object, name, condition, message, field?} adds or replaces a rule that refuses records for which the condition, a SOQL WHERE clause, holds. GET shows all. DELETE takes the one with ?object=&name= away.',
    on: {
      GET: (settings) => {
        refuseOthers(settings, []);
        return rules.list();
      },
      POST: (settings) => {
        refuseOthers(settings, ['object', 'name', 'condition', 'message', 'field']);
        const field = readName(settings, 'field', 'Amount');
        rules.put({
          object: need(settings, 'object', 'Opportunity'),
          name: need(settings, 'name', 'Amount_not_negative'),
          condition: need(settings, 'condition', 'Amount < 0'),
          message: need(settings, 'message', 'The amount cannot be negative.'),
          ...(field === undefined ? {} : { field }),
        });
        return {};
      },
      DELETE: (settings) => {
        refuseOthers(settings, ['object', 'name']);
        const removed = rules.remove(
          need(settings, 'object', 'Opportunity'),
          need(settings, 'name', 'Amount_not_negative'),
        );
        if (!removed) throw refuse('There is no validation rule of that object and name.');
        return {};
      },
    },
    forms: [
      {
        group: 'Records',
        title: 'Validation rule',
        explanation: 'Records for which the condition holds are refused, through every API.',
        button: 'Add the rule',
        fields: [
          { name: 'object', label: 'Object', kind: 'choice', choices: () => schema.objects.map(({ name }) => name) },
          { name: 'name', label: 'Name', kind: 'text', initial: 'Must_have_site' },
          { name: 'condition', label: 'Refuse when', kind: 'text', initial: 'Site = null' },
          { name: 'message', label: 'Message', kind: 'text', initial: 'A site is needed.' },
          { name: 'field', label: 'Field', kind: 'text', optional: true },
        ],
      },
    ],
  };
}
