import { describe, expect, it } from 'vitest';
import { changeFlowSetting, describeFlow, renameFlow } from './change-flow.ts';
import { fixtureContent } from './commands.fixture.ts';
import { applyEdit } from './edit.ts';

describe('changing the flow as a whole', () => {
  it('renames it, and leaves the name when the new one is empty', () => {
    const content = fixtureContent();
    expect(applyEdit(content, renameFlow(' Nightly sync ')).document.name).toBe('Nightly sync');
    expect(applyEdit(content, renameFlow('  '))).toBe(content);
  });

  it('sets a description and removes it again when it is emptied', () => {
    const described = applyEdit(fixtureContent(), describeFlow('What it is for', 'visit'));
    expect(described.document.description).toBe('What it is for');
    expect(applyEdit(described, describeFlow('', 'visit')).document).not.toHaveProperty('description');
  });

  it('keeps other settings, also ones it doesn’t know, and drops `settings` with the last of them', () => {
    const content = fixtureContent();
    const settings = { durable: true, later: 1 };
    const known = { ...content, document: { ...content.document, settings } };
    const set = applyEdit(known, changeFlowSetting('retention', 'errors'));
    expect(set.document.settings).toEqual({ durable: true, later: 1, retention: 'errors' });
    expect(applyEdit(set, changeFlowSetting('retention', undefined)).document.settings).toEqual(settings);

    const only = { ...content, document: { ...content.document, settings: { batchSize: 50 } } };
    expect(applyEdit(only, changeFlowSetting('batchSize', undefined)).document).not.toHaveProperty('settings');
  });
});
