import { describe, expect, it } from 'vitest';
import type { FlowStep } from '../../shared/flow/document.ts';
import { fixtureContent, fixtureType, fixtureTypes } from './commands.fixture.ts';
import { applyEdit } from './edit.ts';
import { convertValue, filterOutEmpty } from './mend-step.ts';

const create = (payload: Record<string, string>): FlowStep => ({
  id: 'contact',
  type: 'salesforce.create',
  name: 'Create contact',
  settings: { SObjectName: '{{ Kind }}', salesforcePayload: payload },
});

function contentWith(step: FlowStep) {
  const content = fixtureContent();
  content.document.steps.push(step);
  content.document.edges.push({ from: 'map', to: step.id });
  return content;
}

describe('filtering out records without a value', () => {
  it('puts a filter on the line before the step, with what the step makes of the record as its condition', () => {
    const step = create({ LastName: '{{ trim(Name) }}' });
    const content = contentWith(step);
    const at = { step, field: 'salesforcePayload', part: 'LastName' };
    const edit = filterOutEmpty(content, at, fixtureType('filter'), fixtureTypes);
    if (!edit) throw new Error('It is one expression.');
    const { document } = applyEdit(content, edit);
    expect(document.steps.find(({ id }) => id === edit.stepId)?.settings).toEqual({
      condition: '!isEmpty(trim(Name))',
    });
    expect(document.edges.filter(({ from, to }) => [from, to].includes(edit.stepId))).toEqual([
      expect.objectContaining({ from: 'map', to: edit.stepId }),
      expect.objectContaining({ from: edit.stepId, to: 'contact' }),
    ]);
    expect(document.edges.some(({ from, to }) => from === 'map' && to === 'contact')).toBe(false);
  });

  it('knows what it can’t do: text around an expression, no expression, a field that isn’t mapped, two lines', () => {
    const filter = (step: FlowStep, part?: string, content = contentWith(step)) =>
      filterOutEmpty(content, { step, field: 'salesforcePayload', part }, fixtureType('filter'), fixtureTypes);
    expect(filter(create({ LastName: 'Dr. {{ Name }}' }), 'LastName')).toBeUndefined();
    expect(filter(create({ LastName: '{{ First }}{{ Last }}' }), 'LastName')).toBeUndefined();
    expect(filter(create({ LastName: 'Ada' }), 'LastName')).toBeUndefined();
    expect(filter(create({}), 'LastName')).toBeUndefined();
    expect(filter(create({ LastName: '{{ Name }}' }))).toBeUndefined();
    const step = create({ LastName: '{{ Name }}' });
    const twice = contentWith(step);
    twice.document.edges.push({ from: 'leads', to: step.id });
    expect(filter(step, 'LastName', twice)).toBeUndefined();
  });
});

describe('converting a value', () => {
  it('wraps the expression in the function that makes the type', () => {
    const step: FlowStep = { id: 'map', type: 'map_fields', name: 'Map fields', settings: { count: '{{ Amount }}' } };
    const content = fixtureContent();
    content.document.steps[3] = step;
    const edit = convertValue(step, 'count', 'number');
    if (!edit) throw new Error('It is one expression.');
    expect(applyEdit(content, edit).document.steps[3]?.settings).toEqual({ count: '{{ number(Amount) }}' });
    expect(convertValue(step, 'count', 'list')).toBeUndefined();
    expect(convertValue(step, 'missing', 'number')).toBeUndefined();
  });
});
