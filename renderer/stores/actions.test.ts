import { describe, expect, it } from 'vitest';
import { fixtureContent, fixtureTypes } from '../commands/commands.fixture.ts';
import type { FlowContent } from '../commands/edit.ts';
import {
  copyAction,
  deleteSelectionAction,
  disconnectAction,
  pasteAction,
  selectAllAction,
  undoAction,
} from './actions.ts';
import { createSession, type EditorSession } from './session.ts';

function open(content: FlowContent, editable = true): EditorSession {
  const record = { ...content, id: 'flow', revision: 1, status: 'draft' as const, updatedAt: '', activation: null };
  return createSession(record, { steps: [...fixtureTypes.values()], connectors: [] }, editable);
}

const edgesOf = (session: EditorSession) => session.documents.getState().content.document.edges;

describe('a flow that can only be looked at', () => {
  it('is changed by no action, but follows what the host has', () => {
    const session = open(fixtureContent(), false);
    const before = session.documents.getState().content;
    selectAllAction(session);
    expect(copyAction(session)).toContain('Get leads');
    deleteSelectionAction(session);
    disconnectAction(session, { from: 'filter', port: 'kept', to: 'map', toPort: 'in' });
    pasteAction(session, copyAction(session) ?? '');
    expect(session.documents.getState().content).toBe(before);
    expect(undoAction(session, 'undo')).toBeUndefined();
    const after = { ...before, document: { ...before.document, name: 'Renamed elsewhere' } };
    session.documents.getState().load(after);
    expect(session.documents.getState().content).toBe(after);
  });
});

describe('disconnecting', () => {
  it('removes that one line, says between which steps, and can be undone', () => {
    const session = open(fixtureContent());
    const told = disconnectAction(session, { from: 'filter', port: 'kept', to: 'map', toPort: 'in' });
    expect(told).toEqual({ announcement: 'Removed the line from Filter, Kept, to Map fields.', undoable: true });
    expect(edgesOf(session)).toEqual(fixtureContent().document.edges.slice(0, 2));
    undoAction(session, 'undo');
    expect(edgesOf(session)).toEqual(fixtureContent().document.edges);
  });
});

describe('pasting into another flow', () => {
  function withConnection(): FlowContent {
    const { document } = fixtureContent();
    const create = { id: 'create', type: 'salesforce.create', name: 'Create', connection: 'crm' };
    const connections = { crm: { connector: 'salesforce' } };
    return { document: { ...document, steps: [...document.steps, create], connections }, bindings: { crm: 'c1' } };
  }

  it('fills a slot as it was where the steps were copied, without the clipboard saying so', () => {
    const from = open(withConnection());
    from.view.getState().select(['create']);
    const text = copyAction(from) ?? '';
    expect(text).not.toContain('c1');
    const to = open(fixtureContent());
    pasteAction(to, text.replaceAll('\n', '\r\n'));
    expect(to.documents.getState().content.bindings).toEqual({ crm: 'c1' });
  });

  it('leaves the slot of another computer’s steps for the person to fill', () => {
    const from = open(withConnection());
    from.view.getState().select(['create']);
    const text = (copyAction(from) ?? '').replace('"Create"', '"Create elsewhere"');
    const to = open(fixtureContent());
    pasteAction(to, text);
    expect(to.documents.getState().content.document.connections).toEqual({ crm: { connector: 'salesforce' } });
    expect(to.documents.getState().content.bindings).toEqual({});
  });
});
