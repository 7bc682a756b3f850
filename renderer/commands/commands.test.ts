import { describe, expect, it } from 'vitest';
import { type AddTarget, addStep } from './add-step.ts';
import { changeErrorPolicy, changeSetting, moveItems, renameStep } from './change-step.ts';
import { copySteps, pasteSteps, readFragment } from './clipboard.ts';
import { fixtureContent, fixtureType, fixtureTypes as types } from './commands.fixture.ts';
import { connectSteps, refuseConnection } from './connect.ts';
import { deleteSteps } from './delete-steps.ts';
import { applyEdit, type FlowContent } from './edit.ts';
import { overlaps, stepBoxes } from './place.ts';
import { assignConnection, placeConnection, rebindSlot, removePlacedConnection } from './slots.ts';

const crm = { id: 'c1', name: 'Practice CRM', connector: 'salesforce' };
const acme = { id: 'c2', name: 'Acme', connector: 'salesforce' };

function add(content: FlowContent, type: string, target: AddTarget, connections = [crm]) {
  const edit = addStep(content, { manifest: fixtureType(type), target, types, connections });
  return { stepId: edit.stepId, label: edit.label, content: applyEdit(content, edit) };
}

const edgesOf = ({ document }: FlowContent) =>
  document.edges.map(({ from, port, to }) => `${from}${port ? `.${port}` : ''}>${to}`);

describe('adding a step', () => {
  it('puts it 96 px right of the step it follows, and connects it', () => {
    const { content, stepId } = add(fixtureContent(), 'map_fields', { kind: 'after', step: 'map', port: 'out' });
    expect(content.document.layout?.steps?.[stepId]).toEqual([1408, 0]);
    expect(edgesOf(content)).toContain(`map>${stepId}`);
  });

  it('names it uniquely and derives its id from the name', () => {
    const { content, stepId, label } = add(fixtureContent(), 'filter', { kind: 'free' });
    expect(stepId).toBe('filter_2');
    expect(content.document.steps.at(-1)?.name).toBe('Filter 2');
    expect(label).toBe('Add “Filter 2”');
  });

  it('joins both ends of an edge it is inserted on, and moves only the steps it would cover', () => {
    const edge = { from: 'leads', port: 'out', to: 'filter', toPort: 'in' };
    const { content, stepId } = add(fixtureContent(), 'map_fields', { kind: 'edge', edge });
    expect(edgesOf(content)).toEqual(['start>leads', 'filter.kept>map', `leads>${stepId}`, `${stepId}>filter`]);
    expect(content.document.layout?.steps).toMatchObject({ start: [0, 0], leads: [352, 0] });
    const boxes = stepBoxes(content.document, types);
    const pairs = boxes.flatMap((a, index) => boxes.slice(index + 1).map((b) => [a, b] as const));
    expect(pairs.filter(([a, b]) => overlaps(a, b))).toEqual([]);
  });

  it('leaves the next step where it is when there is room', () => {
    const before = fixtureContent();
    before.document.layout = { steps: { start: [0, 0], leads: [352, 0], filter: [1200, 0], map: [1600, 0] } };
    const edge = { from: 'leads', port: 'out', to: 'filter', toPort: 'in' };
    const { content } = add(before, 'map_fields', { kind: 'edge', edge });
    expect(content.document.layout?.steps?.filter).toEqual([1200, 0]);
  });

  it('gives a second branch a place of its own', () => {
    const { content, stepId } = add(fixtureContent(), 'map_fields', {
      kind: 'after',
      step: 'filter',
      port: 'not_kept',
    });
    const [, y] = content.document.layout?.steps?.[stepId] ?? [0, 0];
    expect(y).toBeGreaterThan(80);
    expect(edgesOf(content)).toContain(`filter.not_kept>${stepId}`);
  });

  it('uses the only connection that fits, and none where several do', () => {
    const one = add(fixtureContent(), 'salesforce.create', { kind: 'free' }).content;
    expect(one.bindings).toEqual({ salesforce: 'c1' });
    const several = add(fixtureContent(), 'salesforce.create', { kind: 'free' }, [crm, acme]).content;
    expect(several.document.steps.at(-1)?.connection).toBe('salesforce');
    expect(several.bindings).toEqual({});
  });
});

describe('connecting steps', () => {
  const document = fixtureContent().document;

  it('refuses an edge into a trigger', () => {
    const refusal = refuseConnection(document, { from: 'map', port: 'out', to: 'start', toPort: 'in' }, types);
    expect(refusal).toBe('A trigger can’t receive records.');
  });

  it('refuses a loop, also onto the step itself', () => {
    expect(refuseConnection(document, { from: 'map', port: 'out', to: 'leads', toPort: 'in' }, types)).toContain(
      'loop',
    );
    expect(refuseConnection(document, { from: 'map', port: 'out', to: 'map', toPort: 'in' }, types)).toContain('loop');
  });

  it('refuses the same edge twice', () => {
    const ends = { from: 'leads', port: 'out', to: 'filter', toPort: 'in' };
    expect(refuseConnection(document, ends, types)).toBe('These steps are already connected.');
  });

  it('writes the port only where it isn’t the one that its absence means', () => {
    const content = applyEdit(
      fixtureContent(),
      connectSteps(document, { from: 'filter', port: 'not_kept', to: 'map', toPort: 'in' }, types),
    );
    expect(content.document.edges.at(-1)).toEqual({ from: 'filter', port: 'not_kept', to: 'map' });
  });
});

describe('deleting steps', () => {
  it('joins the neighbours of a step between two', () => {
    const before = fixtureContent();
    const edit = deleteSteps(before.document, ['leads'], types);
    expect(edit.joined).toBe(true);
    expect(edgesOf(applyEdit(before, edit))).toEqual(['filter.kept>map', 'start>filter']);
  });

  it('joins through several in a row, keeping the first one’s output', () => {
    const before = add(fixtureContent(), 'map_fields', { kind: 'after', step: 'map', port: 'out' });
    const after = applyEdit(before.content, deleteSteps(before.content.document, ['map'], types));
    expect(edgesOf(after)).toContain(`filter.kept>${before.stepId}`);
  });

  it('takes away the slot that nothing uses any more', () => {
    const { content, stepId } = add(fixtureContent(), 'salesforce.create', { kind: 'free' });
    const after = applyEdit(content, deleteSteps(content.document, [stepId], types));
    expect(after.document.connections).toEqual({});
    expect(after.bindings).toEqual({});
  });
});

describe('connections', () => {
  it('keep one slot for every step on the same connection', () => {
    const first = add(fixtureContent(), 'salesforce.create', { kind: 'free' }, [crm, acme]);
    const second = add(first.content, 'salesforce.create', { kind: 'free' }, [crm, acme]);
    const one = applyEdit(second.content, assignConnection(first.stepId, crm));
    const both = applyEdit(one, assignConnection(second.stepId, crm));
    const slots = both.document.steps.flatMap(({ connection }) => connection ?? []);
    expect(new Set(slots).size).toBe(1);
    expect(Object.values(both.bindings)).toEqual(['c1']);
  });

  it('leave other steps alone when one step changes to another', () => {
    const first = add(fixtureContent(), 'salesforce.create', { kind: 'free' });
    const second = add(first.content, 'salesforce.create', { kind: 'free' });
    const after = applyEdit(second.content, assignConnection(second.stepId, acme));
    const bound = after.document.steps.flatMap(({ connection }) => (connection ? after.bindings[connection] : []));
    expect(bound).toEqual(['c1', 'c2']);
  });

  it('move all their steps when the pill points elsewhere, and stay used while placed', () => {
    const placed = applyEdit(fixtureContent(), placeConnection(crm, [0, 160]));
    expect(placed.document.layout?.connections).toEqual({ salesforce: [0, 160] });
    expect(applyEdit(placed, rebindSlot('salesforce', acme)).bindings).toEqual({ salesforce: 'c2' });
    expect(applyEdit(placed, removePlacedConnection('salesforce')).document.connections).toEqual({});
  });
});

describe('changing a step', () => {
  it('moves nothing but the layout, onto the grid', () => {
    const before = fixtureContent();
    const after = applyEdit(before, moveItems(before.document, { steps: { map: [1061, 43] }, connections: {} }));
    expect(after.document.layout?.steps?.map).toEqual([1064, 40]);
    expect({ ...after.document, layout: undefined }).toEqual({ ...before.document, layout: undefined });
  });

  it('keeps the id when the name changes, and ignores an empty name', () => {
    const renamed = applyEdit(fixtureContent(), renameStep('map', '  Tidy  '));
    expect(renamed.document.steps.at(-1)).toMatchObject({ id: 'map', name: 'Tidy' });
    expect(applyEdit(renamed, renameStep('map', ' ')).document.steps.at(-1)?.name).toBe('Tidy');
  });

  it('removes the error port’s edges with the port', () => {
    const before = fixtureContent();
    const step = { id: 'leads', type: 'files.read', name: 'Get leads' };
    const open = applyEdit(before, changeErrorPolicy(step, 'port'));
    const wired = applyEdit(
      open,
      connectSteps(open.document, { from: 'leads', port: 'error', to: 'map', toPort: 'in' }, types),
    );
    expect(edgesOf(wired)).toContain('leads.error>map');
    expect(edgesOf(applyEdit(wired, changeErrorPolicy(step, 'skip')))).not.toContain('leads.error>map');
  });

  it('sets and removes settings', () => {
    const step = { id: 'filter', type: 'filter', name: 'Filter' };
    const field = { key: 'condition', label: 'Condition' };
    const set = applyEdit(fixtureContent(), changeSetting(step, field, 'a == 1'));
    expect(set.document.steps[2]?.settings).toEqual({ condition: 'a == 1' });
    expect(applyEdit(set, changeSetting(step, field, undefined)).document.steps[2]?.settings).toEqual({});
  });
});

describe('copy and paste', () => {
  it('round-trips through the clipboard’s text with new ids and names, edges among the steps kept', () => {
    const before = fixtureContent();
    const text = JSON.stringify(copySteps(before, ['leads', 'filter']));
    const fragment = readFragment(text);
    if (!fragment) throw new Error('The copied text holds no steps.');
    const edit = pasteSteps(before, fragment, [0, 400]);
    const after = applyEdit(before, edit);
    expect(edit.stepIds).toEqual(['get_leads_2', 'filter_2']);
    expect(edgesOf(after).at(-1)).toBe('get_leads_2>filter_2');
    expect(after.document.layout?.steps).toMatchObject({ get_leads_2: [0, 400], filter_2: [352, 400] });
  });

  it('S24 carries slots but never which connection fills them', () => {
    const { content, stepId } = add(fixtureContent(), 'salesforce.create', { kind: 'free' });
    const text = JSON.stringify(copySteps(content, [stepId]));
    expect(text).toContain('"salesforce"');
    expect(text).not.toContain('c1');
  });

  it('reads nothing from other texts', () => {
    for (const text of [
      '',
      'hello',
      '[]',
      '{"kind":"flow-fragment"}',
      '{"kind":"flow-fragment","version":1,"steps":[3]}',
    ]) {
      expect(readFragment(text)).toBeUndefined();
    }
  });
});
