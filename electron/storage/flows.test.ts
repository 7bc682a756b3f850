import { describe, expect, it } from 'vitest';
import { createFlow, type FlowDocument } from '../../shared/flow/index.ts';
import { createTemporaryStore } from '../../test/support/temporary-store.ts';
import { openDatabase } from '../node/database.ts';

const flow = (name: string, part: Partial<FlowDocument> = {}): FlowDocument => ({ ...createFlow(name, ''), ...part });
const DAY = 24 * 3_600_000;

describe('flows in the store', () => {
  it('come back as they were saved, after it was closed too', () => {
    const temporary = createTemporaryStore();
    const document = flow('Import', { description: 'Reads.', steps: [{ id: 'a', type: 'manual', name: 'A' }] });
    const created = temporary.store.flows.create(document, { crm: 'c1' });
    expect(created).toMatchObject({ revision: 1, status: 'draft', bindings: { crm: 'c1' } });
    expect(temporary.reopen().flows.get(created.id)).toEqual({ ...created, document: { ...document, id: created.id } });
    expect(temporary.store.flows.list()).toMatchObject([
      { id: created.id, name: 'Import', description: 'Reads.', stepCount: 1, revision: 1, lastRun: null },
    ]);
  });

  it('R22 keep keys that nobody knows and the order of all', () => {
    const { store } = createTemporaryStore();
    const text = '{"zeta":1,"format":"millrace.flow/1","id":"f","name":"N","steps":[],"edges":[],"__proto__":{"a":1}}';
    store.flows.create(JSON.parse(text));
    expect(JSON.stringify(store.flows.get('f').document)).toBe(text);
  });

  it('keep the document’s id unless it is taken', () => {
    const { store } = createTemporaryStore();
    expect(store.flows.create(flow('A', { id: 'mine' })).id).toBe('mine');
    const second = store.flows.create(flow('B', { id: 'mine' }));
    expect(second.id).not.toBe('mine');
    expect(second.document.id).toBe(second.id);
  });

  it('take half a character in a name, a description or an id, without reading as damaged', () => {
    const temporary = createTemporaryStore();
    const document = flow('Half \ud83d', { id: 'q\ud83d', description: '\udc00' });
    const { id } = temporary.store.flows.create(document);
    const { flows } = temporary.reopen();
    expect(flows.list()).toMatchObject([{ id, name: 'Half \ufffd', description: '\ufffd', status: 'draft' }]);
    expect(id).not.toBe(document.id);
    expect(flows.get(id).document).toMatchObject({ id, name: document.name, description: document.description });
    expect(flows.rename(id, '\ud83d').document.name).toBe('\ud83d');
  });

  it('count a revision for each save and refuse a save that knows only an older one', () => {
    const { store } = createTemporaryStore();
    const first = store.flows.create(flow('A'));
    const second = store.flows.save({ ...first, document: { ...first.document, name: 'B' } });
    expect(second.revision).toBe(2);
    expect(() => store.flows.save({ ...first, document: { ...first.document, name: 'C' } })).toThrow(
      'changed elsewhere',
    );
    expect(store.flows.get(first.id).document.name).toBe('B');
  });

  it('keep bindings beside the document, replaced by each save', () => {
    const { store } = createTemporaryStore();
    const connections = { crm: { connector: 'salesforce' } };
    const first = store.flows.create({ ...flow('A'), connections }, { crm: 'c1', erp: 'c2' });
    store.flows.save({ ...first, bindings: { crm: 'connection-3' } });
    expect(store.flows.get(first.id).bindings).toEqual({ crm: 'connection-3' });
    expect(JSON.stringify(store.flows.get(first.id).document)).not.toContain('connection-3');
    expect(store.flows.users.of('connection-3')).toEqual([
      { flowId: first.id, name: 'A', revision: 2, status: 'draft' },
    ]);
    expect(store.flows.users.of('c1')).toEqual([]);
  });

  it('say that there is none where there is none', () => {
    const { store } = createTemporaryStore();
    for (const work of [
      () => store.flows.get('x'),
      () => store.flows.remove('x'),
      () => store.flows.restore('x'),
      () => store.flows.rename('x', 'y'),
      () => store.flows.save({ ...createFlow('', ''), id: 'x', revision: 1, document: flow('x'), bindings: {} }),
    ]) {
      expect(work).toThrow('There is no');
    }
  });

  it('can be renamed, which is a save like any other', () => {
    const { store } = createTemporaryStore();
    const { id } = store.flows.create(flow('A'));
    expect(store.flows.rename(id, 'B')).toMatchObject({ revision: 2, document: { name: 'B' } });
    expect(store.flows.versions(id)).toHaveLength(2);
  });

  it('wait in “Recently deleted” for 30 days, then are gone', () => {
    const { store, clock } = createTemporaryStore();
    const { id } = store.flows.create(flow('A'), { crm: 'c1' });
    store.values.set(id, 'watermark', 7);
    store.values.set('', 'shared', 8);
    store.flows.remove(id);
    expect(store.flows.list()).toEqual([]);
    expect(store.flows.users.of('c1')).toEqual([]);
    expect(store.flows.listRemoved()).toMatchObject([{ id, name: 'A' }]);
    expect(() => store.flows.get(id)).toThrow('There is no flow');
    expect(store.flows.restore(id)).toMatchObject({ id, bindings: { crm: 'c1' } });
    expect(store.values.get(id, 'watermark')).toBe(7);
    store.flows.remove(id);
    clock.advance(31 * DAY);
    expect(store.flows.listRemoved()).toEqual([]);
    store.flows.remove(store.flows.create(flow('B')).id);
    expect(() => store.flows.restore(id)).toThrow('There is no');
    expect([store.values.get(id, 'watermark'), store.values.get('', 'shared')]).toEqual([undefined, 8]);
  });

  it('R6 keep the newest twenty versions, and one in ten minutes of those before, for 30 days', () => {
    const { store, clock } = createTemporaryStore();
    let saved = store.flows.create(flow('A'));
    for (let minute = 1; minute <= 120; minute += 1) {
      clock.advance(60_000);
      saved = store.flows.save(saved);
    }
    const revisions = store.flows.versions(saved.id).map(({ revision }) => revision);
    expect(revisions.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, index) => 121 - index));
    const older = revisions.slice(20);
    expect(older.length).toBeGreaterThanOrEqual(9);
    expect(older.length).toBeLessThanOrEqual(11);
    clock.advance(31 * DAY);
    saved = store.flows.save(saved);
    expect(store.flows.versions(saved.id)).toHaveLength(20);
  });

  it('R6 go back to an older version byte for byte, as a new revision', () => {
    const { store } = createTemporaryStore();
    const first = store.flows.create(flow('A', { description: 'first', layout: { steps: { z: [1, 2], a: [3, 4] } } }));
    store.flows.save({ ...first, document: { ...first.document, description: 'second' } });
    const restored = store.flows.restoreVersion(first.id, 1);
    expect(restored.revision).toBe(3);
    expect(JSON.stringify(restored.document)).toBe(JSON.stringify(first.document));
    expect(store.flows.readVersion(first.id, 2).description).toBe('second');
  });

  it.each([
    ['its text', "UPDATE flow_versions SET document = replace(document, 'second', 'sECond') WHERE revision = 2"],
    ['its text, no JSON any more', "UPDATE flow_versions SET document = 'garbage' WHERE revision = 2"],
    ['its row', 'UPDATE flows SET removed_at = 5'],
    ['its revision', 'UPDATE flows SET revision = 77'],
    ['its version, gone', 'DELETE FROM flow_versions WHERE revision = 2'],
  ])('R5 show a flow as damaged when damage changed %s, and it can be brought back', (_, sql) => {
    const temporary = createTemporaryStore();
    const first = temporary.store.flows.create(flow('first'));
    temporary.store.flows.save({ ...first, document: { ...first.document, name: 'second' } });
    const other = temporary.store.flows.create(flow('other'));
    temporary.store.close();
    const database = openDatabase(`${temporary.folder}/millrace.db`);
    database.execute(
      sql.startsWith('UPDATE flows')
        ? `${sql} WHERE id = '${first.id}'`
        : `${sql} ${sql.includes('WHERE') ? 'AND' : 'WHERE'} flow_id = '${first.id}'`,
    );
    database.close();
    const store = createTemporaryStore(temporary.folder).store;
    const statuses = Object.fromEntries(store.flows.list().map(({ id, status }) => [id, status]));
    expect(statuses).toEqual({ [first.id]: 'damaged', [other.id]: 'draft' });
    expect(() => store.flows.get(first.id)).toThrow();
    const restored = store.flows.restoreVersion(first.id, 1);
    expect(restored.document.name).toBe('first');
    expect(store.flows.list().map(({ status }) => status)).toEqual(['draft', 'draft']);
    expect(store.flows.get(first.id).revision).toBeGreaterThan(1);
  });
});
