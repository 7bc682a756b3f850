import { describe, expect, it } from 'vitest';
import { moveItems, renameStep } from '../commands/change-step.ts';
import { fixtureContent, fixtureTypes as types } from '../commands/commands.fixture.ts';
import { applyEdit } from '../commands/edit.ts';
import { createRunStore } from '../stores/run-store.ts';
import { buildEdges, buildNodes, type NodeInputs } from './build-nodes.ts';
import { readableCondition, summarise } from './describe-step.ts';
import { stepGeometry } from './geometry.ts';
import { neighbourOf } from './neighbours.ts';

const inputs = (content = fixtureContent()): NodeInputs => ({
  content,
  types,
  connections: [],
  problems: [],
  run: createRunStore().getState(),
  focusedId: undefined,
});

describe('a step’s box', () => {
  it('is known from its type alone: 24 px more for every output after the first', () => {
    const plain = stepGeometry({ id: 'a', type: 'map_fields', name: 'A' }, types);
    const filter = stepGeometry({ id: 'a', type: 'filter', name: 'A', onError: 'port' }, types);
    expect(plain).toMatchObject({ width: 256, height: 80 });
    expect(filter.height).toBe(128);
    expect(filter.handles.map(({ id, y }) => [id, y])).toEqual([
      ['in', 35],
      ['kept', 35],
      ['not_kept', 59],
      ['error', 83],
    ]);
  });

  it('has a diamond where the step needs a connection', () => {
    const { handles } = stepGeometry({ id: 'a', type: 'salesforce.create', name: 'A' }, types);
    expect(handles.at(-1)).toMatchObject({ id: 'connection', position: 'bottom' });
  });
});

describe('the nodes of the canvas', () => {
  it('have exactly one Tab stop', () => {
    const stops = buildNodes(inputs(), []).filter(({ domAttributes }) => domAttributes?.tabIndex === 0);
    expect(stops.map(({ id }) => id)).toEqual(['start']);
  });

  it('say where a step stands, what it is and how it fared', () => {
    const [, leads] = buildNodes(inputs(), []);
    expect(leads?.ariaLabel).toBe('Step 2 of 4, Get leads, read file.');
  });

  it('stay the same objects while their step stays as it was', () => {
    const first = buildNodes(inputs(), []);
    const content = fixtureContent();
    const renamed = applyEdit(content, renameStep('map', 'Tidy'));
    const second = buildNodes(inputs(renamed), first);
    expect(second.map((node, index) => node === first[index])).toEqual([true, true, true, false]);
  });

  it('follow the layout', () => {
    const content = fixtureContent();
    const moved = applyEdit(content, moveItems(content.document, { steps: { map: [80, 80] }, connections: {} }));
    expect(buildNodes(inputs(moved), buildNodes(inputs(), [])).at(-1)?.position).toEqual({ x: 80, y: 80 });
  });

  it('have edges that name both steps and the output', () => {
    expect(buildEdges(inputs(), []).map(({ ariaLabel }) => ariaLabel)).toEqual([
      'From Run now, to Get leads',
      'From Get leads, to Filter',
      'From Filter, Kept, to Map fields',
    ]);
  });
});

describe('moving with the arrow keys', () => {
  const { document } = fixtureContent();

  it('goes along the flow, and to its ends', () => {
    expect(neighbourOf(document, types, 'leads', 'ArrowRight')).toBe('filter');
    expect(neighbourOf(document, types, 'leads', 'ArrowLeft')).toBe('start');
    expect(neighbourOf(document, types, 'map', 'ArrowRight')).toBeUndefined();
    expect(neighbourOf(document, types, 'leads', 'End')).toBe('map');
  });
});

describe('a step’s summary', () => {
  it('reads as words', () => {
    const step = { id: 'f', type: 'filter', name: 'F', settings: { condition: 'Status == "New" && Amount >= 5' } };
    expect(summarise(step, types.get('filter'))).toBe('Status is New and Amount >= 5');
    expect(readableCondition('{{ Email }}')).toBe('Email');
  });

  it('leaves JSONata as it was written, on one line', () => {
    const step = {
      id: 'r',
      type: 'reshape',
      name: 'R',
      settings: { expression: '{\n  "name": First & " " & Last\n}' },
    };
    expect(summarise(step, types.get('reshape'))).toBe('{ "name": First & " " & Last }');
  });

  it('names the flow that a step calls as it is called now', () => {
    const step = { id: 'c', type: 'call_flow', name: 'C', settings: { flow: 'f-1' } };
    const manifest = types.get('call_flow');
    expect(summarise(step, manifest, (id) => (id === 'f-1' ? 'Rate one lead' : undefined))).toBe('Calls Rate one lead');
    expect(summarise({ ...step, settings: { flow: 'Rating' } }, manifest)).toBe('Calls Rating');
  });
});
