import { describe, expect, it } from 'vitest';
import type { FieldManifest, StepManifest } from '../connector/manifest.ts';
import type { Json } from '../json/json.ts';
import { FLOW_FORMAT, type FlowDocument } from './document.ts';
import { outputOf, outputsOf } from './ports.ts';
import { findProblems } from './problems.ts';

const name: FieldManifest = { key: 'name', label: 'Name', control: 'text', required: true };
const condition: FieldManifest = { key: 'condition', label: 'Condition', control: 'condition', required: true };
const weight: FieldManifest = {
  key: 'weight',
  label: 'Weight',
  control: 'number',
  required: true,
  optionalWhen: { field: 'name', is: ['Light'] },
  minimum: 1,
};
const cases: FieldManifest = {
  key: 'cases',
  label: 'Cases',
  control: 'list',
  required: true,
  items: [name, condition, weight],
  itemLabel: 'case',
  shorthand: 'name',
};
const route: StepManifest = {
  type: 'route',
  label: 'Route',
  description: 'Sends records different ways.',
  category: 'logic',
  icon: 'box',
  keywords: [],
  shape: 'map',
  trigger: false,
  pure: true,
  effect: 'none',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'otherwise', label: 'Otherwise' }],
  outputsFrom: { field: 'cases', name: 'name' },
  fields: [cases],
  summary: '',
};
const start: StepManifest = { ...route, type: 'start', trigger: true, inputs: [], fields: [] };

const portNames = (value: Json) => outputsOf({ settings: { cases: value } }, route).map((port) => port.name);

describe('outputs that settings name', () => {
  it('stand before the others, each name once; a name that is missing or taken makes none', () => {
    expect(portNames([{ name: 'A' }, { name: 'B' }])).toEqual(['A', 'B', 'otherwise']);
    expect(portNames(['A', { name: 'A' }, {}, { name: ' ' }, { name: 'error' }, { name: 'otherwise' }])).toEqual([
      'A',
      'otherwise',
    ]);
    expect(portNames('A')).toEqual(['A', 'otherwise']);
    expect(portNames([7])).toEqual(['otherwise']);
  });

  it('come before the error port, and a line that names none leaves through the first', () => {
    const step = { settings: { cases: ['A'] }, onError: 'port' as const };
    expect(outputsOf(step, route).map((port) => port.name)).toEqual(['A', 'otherwise', 'error']);
    expect(outputOf({ from: 'a', to: 'b' }, step, route)).toBe('A');
    expect(outputOf({ from: 'a', to: 'b' }, { settings: {} }, route)).toBe('otherwise');
  });
});

describe('a list of entries with fields of their own', () => {
  const problemsOf = (value: Json, port = 'otherwise') => {
    const flow: FlowDocument = {
      format: FLOW_FORMAT,
      id: 'flow-1',
      name: 'Test',
      steps: [
        { id: 'begin', type: 'start', name: 'Begin' },
        { id: 'route', type: 'route', name: 'Route', settings: { cases: value } },
        { id: 'next', type: 'route', name: 'Next', settings: { cases: [{ name: 'A', condition: 'true', weight: 1 }] } },
      ],
      edges: [
        { from: 'begin', to: 'route' },
        { from: 'route', port, to: 'next' },
      ],
    };
    const problems = findProblems(flow, { steps: [start, route], connectors: [] });
    return problems.map(({ code, field }) => [code, field]);
  };
  const whole = { name: 'A', condition: 'Amount > 1', weight: 2 };

  it('is checked field by field, each fault at its place', () => {
    expect(problemsOf([whole, { name: 'Light', condition: 'true' }])).toEqual([]);
    expect(problemsOf([])).toEqual([['SETTING_REQUIRED', 'cases']]);
    expect(problemsOf([7])).toEqual([['SETTING_WRONG', 'cases']]);
    expect(problemsOf([{ ...whole, condition: '' }])).toEqual([['SETTING_WRONG', 'cases.0.condition']]);
    expect(problemsOf([{ ...whole, weight: 0 }])).toEqual([['SETTING_WRONG', 'cases.0.weight']]);
    expect(problemsOf([{ ...whole, condition: 'Amount >' }])).toEqual([['EXPRESSION_WRONG', 'cases.0.condition']]);
    expect(problemsOf([{ ...whole, name: '' }])).toEqual([['SETTING_WRONG', 'cases.0.name']]);
  });

  it('may not name an output twice or as another one', () => {
    expect(problemsOf([whole, whole])).toEqual([['SETTING_WRONG', 'cases.1.name']]);
    expect(problemsOf([{ ...whole, name: 'error' }])).toEqual([['SETTING_WRONG', 'cases.0.name']]);
  });

  it('decides which lines have a beginning', () => {
    expect(problemsOf([whole], 'A')).toEqual([]);
    expect(problemsOf([whole], 'B')).toEqual([['EDGE_PORT_UNKNOWN', undefined]]);
  });
});
