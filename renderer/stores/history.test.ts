import { describe, expect, it } from 'vitest';
import { addStep } from '../commands/add-step.ts';
import { changeSetting, moveItems, renameStep, toggleSteps } from '../commands/change-step.ts';
import { fixtureContent, fixtureType, fixtureTypes as types } from '../commands/commands.fixture.ts';
import { deleteEdges } from '../commands/connect.ts';
import { deleteSteps } from '../commands/delete-steps.ts';
import type { Edit, FlowContent } from '../commands/edit.ts';
import { createDocumentStore } from './document-store.ts';
import { HISTORY_LIMIT } from './history.ts';

const filter = { id: 'filter', type: 'filter', name: 'Filter' };
const condition = { key: 'condition', label: 'Condition' };

const kinds: ((content: FlowContent) => Edit)[] = [
  (content) =>
    addStep(content, { manifest: fixtureType('map_fields'), target: { kind: 'free' }, types, connections: [] }),
  ({ document }) => moveItems(document, { steps: { leads: [400, document.steps.length * 80] }, connections: {} }),
  ({ document }) => renameStep('leads', `Leads ${document.steps.length}`),
  ({ document }) => changeSetting(filter, condition, `a == ${document.steps.length}`),
  ({ document }) => toggleSteps(document, ['leads']),
  ({ document }) => deleteSteps(document, [document.steps.at(-1)?.id ?? ''], types),
  (content) =>
    addStep(content, {
      manifest: fixtureType('filter'),
      target: { kind: 'after', step: 'leads', port: 'out' },
      types,
      connections: [],
    }),
  () => deleteEdges(['start:out:leads:in'], types),
];

describe('the history of a flow', () => {
  it('takes back 20 mixed edits exactly, and repeats them exactly', () => {
    const store = createDocumentStore(fixtureContent());
    const texts = [JSON.stringify(store.getState().content)];
    for (let count = 0; store.getState().history.past.length < 20; count += 1) {
      const make = kinds[count % kinds.length];
      if (make) store.getState().apply(make(store.getState().content));
      texts.push(JSON.stringify(store.getState().content));
    }
    const last = JSON.stringify(store.getState().content);
    while (store.getState().undo() !== undefined);
    expect(store.getState().content).toEqual(JSON.parse(texts[0] ?? ''));
    while (store.getState().redo() !== undefined);
    expect(store.getState().content).toEqual(JSON.parse(last));
  });

  it('keeps typing in one visit to a field as one entry', () => {
    const store = createDocumentStore(fixtureContent());
    for (const text of ['a', 'a ', 'a ==']) store.getState().apply(changeSetting(filter, condition, text, 'visit-1'));
    store.getState().apply(changeSetting(filter, condition, 'b', 'visit-2'));
    expect(store.getState().history.past).toHaveLength(2);
    store.getState().undo();
    expect(store.getState().content.document.steps[2]?.settings).toEqual({ condition: 'a ==' });
    expect(store.getState().undo()).toBe('Change Condition of “Filter”');
    expect(store.getState().content.document.steps[2]?.settings).toBeUndefined();
  });

  it('makes no entry of an edit that changes nothing', () => {
    const store = createDocumentStore(fixtureContent());
    store.getState().apply(renameStep('leads', 'Get leads'));
    expect(store.getState().history.past).toEqual([]);
    expect(store.getState().version).toBe(0);
  });

  it('keeps the newest 200 entries', () => {
    const store = createDocumentStore(fixtureContent());
    for (let count = 0; count < HISTORY_LIMIT + 5; count += 1)
      store.getState().apply(renameStep('leads', `Leads ${count}`));
    expect(store.getState().history.past).toHaveLength(HISTORY_LIMIT);
  });

  it('forgets what could be repeated once something new is done', () => {
    const store = createDocumentStore(fixtureContent());
    store.getState().apply(renameStep('leads', 'A'));
    store.getState().undo();
    store.getState().apply(renameStep('leads', 'B'));
    expect(store.getState().redo()).toBeUndefined();
  });
});
