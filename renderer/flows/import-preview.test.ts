import { describe, expect, it } from 'vitest';
import { previewImport } from './import-preview.ts';

describe('previewImport', () => {
  it('names the flow, its steps and the connections it needs', () => {
    const text = JSON.stringify({
      name: 'Welcome',
      connections: { crm: { connector: 'salesforce' } },
      steps: [
        { id: 'a', type: 'manual', name: 'Run now' },
        { id: 'b', type: 'filter' },
      ],
    });
    expect(previewImport('x.flow.json', text)).toEqual({
      fileName: 'x.flow.json',
      text,
      name: 'Welcome',
      stepNames: ['Run now', 'filter'],
      connections: [{ slot: 'crm', connector: 'salesforce' }],
    });
  });

  it.each([
    ['text that is no JSON', '{'],
    ['a list', '[]'],
    ['an object without steps', '{"name":"x"}'],
  ])('says why %s isn’t a flow', (_, text) => {
    expect(previewImport('x.json', text)).toMatch(/^“x\.json” isn’t a flow: /);
  });
});
