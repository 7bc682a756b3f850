import type { z } from 'zod';
import { isJsonObject } from '../json/json.ts';

type Issue = z.core.$ZodIssue;

/** Says in words where in a flow a value is wrong and what it should be: `step 2 (“leads”): settings should be an object`. */
export function describeIssue(issue: Issue, document: unknown): string {
  const place = describePlace(issue.path, document);
  const expected = describeExpectation(issue);
  return place === '' ? `it ${expected}` : `${place} ${expected}`;
}

const LISTS: Record<string, string> = { steps: 'step', edges: 'line', parameters: 'parameter' };

function describePlace(path: PropertyKey[], document: unknown): string {
  const [first, second, ...rest] = path;
  const noun = typeof first === 'string' ? LISTS[first] : undefined;
  if (noun === undefined || typeof second !== 'number') return path.map(String).join('.');
  const list: unknown = isJsonObject(document) && typeof first === 'string' ? document[first] : undefined;
  const entry: unknown = Array.isArray(list) ? list[second] : undefined;
  const name = isJsonObject(entry) ? (entry.id ?? entry.name) : undefined;
  const shown = typeof name === 'string' ? ` (“${name.slice(0, 80)}”)` : '';
  const inner = rest.map(String).join('.');
  return `${noun} ${second + 1}${shown}${inner === '' ? '' : `: ${inner}`}`;
}

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a pair of numbers',
  object: 'an object',
  record: 'an object',
};

function describeExpectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `should be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `should be ${issue.values.map((value) => `“${String(value)}”`).join(' or ')}`;
    case 'too_small':
      return `should be ${issue.origin === 'array' ? 'a pair of numbers' : `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`}`;
    case 'too_big':
      return `should be ${issue.origin === 'array' ? 'a pair of numbers' : `at most ${issue.maximum}`}`;
    default:
      return issue.message.startsWith('should') ? issue.message : 'has the wrong form';
  }
}
