import { LONGEST_PATH } from '../../connector/longest-path.ts';
import type { FieldManifest } from '../../connector/manifest.ts';
import { hasExpression } from '../../expression/index.ts';
import { isJsonObject, type Json } from '../../json/json.ts';
import { faultOfCron, faultOfTimeZone } from '../../schedule/schedule.ts';
import { faultOfWebhookPath } from '../../webhook/path.ts';
import { entriesOf, isEmptySetting, isRequired, settingOf, visibleFields } from '../step-settings.ts';

/** A fault in a setting's value: what is wrong, and where below the field's key (`1.name`). */
export type ValueFault = { detail: string; at?: string };

/** The faults of a value that isn't empty, by the field's control; none for a value the step can use. */
export function findValueFaults(field: FieldManifest, value: Json): ValueFault[] {
  switch (field.control) {
    case 'text':
    case 'longText':
    case 'jsonata':
      return typeof value === 'string' ? [] : [{ detail: 'it should be text.' }];
    case 'file':
    case 'folder':
      return textFaults(value, faultOfPath);
    case 'condition':
    case 'expression':
      return typeof value === 'string' ? [] : [{ detail: 'it should be an expression, written as text.' }];
    case 'number':
      return numberFaults(field, value);
    case 'toggle':
    case 'webhookSecret':
      return typeof value === 'boolean' ? [] : [{ detail: 'it should be true or false.' }];
    case 'choice':
      return choiceFaults(field, value);
    case 'value':
    case 'longValue':
      return literalFaults(field, value);
    case 'values':
      return isJsonObject(value) ? [] : [{ detail: 'it should be an object of names and values.' }];
    case 'headers':
      return headerFaults(value);
    case 'fieldList':
      return namedListFaults(value);
    case 'form':
      return namedListFaults(value);
    case 'list':
      return listFaults(field, value);
    case 'json':
      return [];
    case 'cron':
      return textFaults(value, faultOfCron);
    case 'timeZone':
      return textFaults(value, faultOfTimeZone);
    case 'webhookPath':
      return textFaults(value, faultOfWebhookPath);
  }
}

function textFaults(value: Json, faultOf: (text: string) => string | undefined): ValueFault[] {
  const detail = typeof value === 'string' ? faultOf(value) : 'it should be text.';
  return detail === undefined ? [] : [{ detail }];
}

function faultOfPath(path: string): string | undefined {
  return path.length > LONGEST_PATH ? `it should have at most ${LONGEST_PATH} characters.` : undefined;
}

function numberFaults({ minimum, maximum, whole }: FieldManifest, value: Json): ValueFault[] {
  if (typeof value !== 'number' || !Number.isFinite(value)) return [{ detail: 'it should be a number.' }];
  if (whole && !Number.isInteger(value)) return [{ detail: 'it should be a whole number.' }];
  if (whole && !Number.isSafeInteger(value)) return [{ detail: `it should be at most ${Number.MAX_SAFE_INTEGER}.` }];
  if (minimum !== undefined && value < minimum) return [{ detail: `it should be at least ${minimum}.` }];
  if (maximum !== undefined && value > maximum) return [{ detail: `it should be at most ${maximum}.` }];
  return [];
}

function choiceFaults({ options, load }: FieldManifest, value: Json): ValueFault[] {
  if (typeof value !== 'string') return [{ detail: 'it should be one of the choices.' }];
  if (!options || load !== undefined || options.some((option) => option.value === value)) return [];
  const choices = options.map((option) => `“${option.value}”`).join(', ');
  return [{ detail: `“${value}” isn’t one of ${choices}.` }];
}

/** A text may be a template whose type shows only when it runs, or spell a number; every other value is what it is. */
function literalFaults(field: FieldManifest, value: Json): ValueFault[] {
  const { expects } = field;
  if (expects === undefined) return [];
  if (expects === 'number' && (typeof value === 'number' || typeof value === 'string')) {
    return hasExpression(String(value)) ? [] : numberFaults(field, Number(value));
  }
  if (typeof value === 'string') return [];
  const actual = Array.isArray(value) ? 'list' : isJsonObject(value) ? 'object' : typeof value;
  const isRight = actual === expects || (expects === 'text' && (actual === 'number' || actual === 'boolean'));
  return isRight ? [] : [{ detail: `it should be ${EXPECTED[expects]}.` }];
}

const EXPECTED = {
  text: 'text',
  number: 'a number',
  boolean: 'true or false',
  date: 'a date',
  list: 'a list',
  object: 'an object',
};

/** A header's name, as RFC 9110 §5.6.2 spells a token. */
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;

function headerFaults(value: Json): ValueFault[] {
  if (!isJsonObject(value)) return [{ detail: 'it should be an object of header names and values.' }];
  return Object.entries(value).flatMap(([name, content]): ValueFault[] => {
    if (!HEADER_NAME.test(name)) return [{ detail: `“${name}” can’t be the name of a header.`, at: name }];
    return typeof content === 'object' && content !== null
      ? [{ detail: `the header “${name}” should be text.`, at: name }]
      : [];
  });
}

function namedListFaults(value: Json): ValueFault[] {
  if (!Array.isArray(value)) return [{ detail: 'it should be a list of fields.' }];
  const seen = new Set<string>();
  return value.flatMap((entry, index): ValueFault[] => {
    if (!isJsonObject(entry)) return [{ detail: `field ${index + 1} should have a name.`, at: String(index) }];
    const { name } = entry;
    if (typeof name !== 'string' || name.trim() === '') {
      return [{ detail: `field ${index + 1} needs a name.`, at: `${index}.name` }];
    }
    const repeated = seen.has(name);
    seen.add(name);
    return repeated ? [{ detail: `“${name}” stands there twice.`, at: `${index}.name` }] : [];
  });
}

/** The faults of a list's entries, each of which has a form of its own. */
function listFaults(field: FieldManifest, value: Json): ValueFault[] {
  const { items = [], itemLabel = 'entry' } = field;
  const entries = entriesOf(field, value);
  if (!entries) return [{ detail: `it should be a list with an object for each ${itemLabel}.` }];
  return entries.flatMap((entry, index) =>
    visibleFields({ fields: items }, entry).flatMap((item): ValueFault[] => {
      const at = `${index}.${item.key}`;
      const content = settingOf(item, entry);
      if (content === undefined || isEmptySetting(content)) {
        return isRequired(item, entry) ? [{ detail: `${itemLabel} ${index + 1} needs its “${item.label}”.`, at }] : [];
      }
      return findValueFaults(item, content).map((fault) => ({
        detail: `“${item.label}” of ${itemLabel} ${index + 1}: ${fault.detail}`,
        at: fault.at === undefined ? at : `${at}.${fault.at}`,
      }));
    }),
  );
}
