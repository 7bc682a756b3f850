import type { RecordFailures } from '../record-failures.ts';
import type { Control } from './registry.ts';
import { readCount, readName, refuse, refuseOthers, type Settings } from './settings.ts';

const usualCode = 'FIELD_CUSTOM_VALIDATION_EXCEPTION';
const usualMessage = 'This record was chosen to fail by the practice org.';

function readRule(settings: Settings, isObject: (name: string) => boolean): Parameters<RecordFailures['set']>[0] {
  refuseOthers(settings, ['everyNth', 'object', 'errorCode', 'message']);
  const everyNth = readCount(settings, 'everyNth', 1, 1_000_000);
  if (everyNth === undefined) throw refuse('everyNth must be a whole number from 1 to 1000000.');
  const object = readName(settings, 'object', 'Contact');
  if (object !== undefined && !isObject(object)) throw refuse('object must be an object of this org, such as Contact.');
  const errorCode = readName(settings, 'errorCode', usualCode) ?? usualCode;
  if (!/^[A-Z][A-Z0-9_]{0,99}$/.test(errorCode)) throw refuse(`errorCode must be a code, such as ${usualCode}.`);
  const message = readName(settings, 'message', usualMessage) ?? usualMessage;
  return { everyNth, errorCode, message, ...(object === undefined ? {} : { object }) };
}

/** `POST recordFailures` lets every nth record written fail; GET shows the rule, DELETE ends it. */
export function recordFailuresControl(
  failures: RecordFailures,
  isObject: (name: string) => boolean,
  objectNames: () => readonly string[],
): Control {
  return {
    name: 'recordFailures',
    description: `POST {everyNth, object?, errorCode?, message?} lets every nth record that is created or updated fail, through every API, with ${usualCode} unless another code is given. GET shows the rule. DELETE ends it.`,
    on: {
      GET: (settings) => {
        refuseOthers(settings, []);
        return failures.rule ?? {};
      },
      POST: (settings) => {
        failures.set(readRule(settings, isObject));
        return {};
      },
      DELETE: (settings) => {
        refuseOthers(settings, []);
        failures.clear();
        return {};
      },
    },
    forms: [
      {
        group: 'Records',
        title: 'Every nth record invalid',
        explanation: 'Records that are created or updated fail one by one; the others of the same call are saved.',
        button: 'Let records fail',
        fields: [
          { name: 'everyNth', label: 'Every nth', kind: 'number', initial: '3' },
          {
            name: 'object',
            label: 'Object',
            kind: 'choice',
            choices: () => [['', 'All objects'], ...objectNames()],
            optional: true,
          },
          { name: 'errorCode', label: 'Error code', kind: 'text', initial: usualCode, optional: true, detail: true },
          { name: 'message', label: 'Message', kind: 'text', initial: usualMessage, optional: true, detail: true },
        ],
      },
    ],
    inForce: () => {
      const { rule } = failures;
      if (!rule) return [];
      const records = rule.object === undefined ? 'records' : `${rule.object} records`;
      const which = rule.everyNth === 1 ? `All ${records}` : `1 in ${rule.everyNth} ${records}`;
      return [{ text: `${which} written: fails with ${rule.errorCode}`, off: {} }];
    },
  };
}
