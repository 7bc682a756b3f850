import { describe, expect, it } from 'vitest';
import { createFlow } from '../../shared/flow/index.ts';
import { applyEdit } from './edit.ts';
import { pinOutput, unpinOutputs } from './pin-output.ts';

const document = {
  ...createFlow('Pins', 'pins'),
  steps: [
    { id: 'a', type: 'manual', name: 'Start' },
    { id: 'b', type: 'filter', name: 'Only new' },
  ],
};

describe('pinning the output of a step', () => {
  it('keeps the records with the flow, and taking the last pin away leaves the flow as it was', () => {
    const pin = pinOutput(document, 'b', [{ n: 1 }]);
    expect(pin.label).toBe('Pin the output of “Only new”');
    const pinned = applyEdit({ document, bindings: {} }, pin);
    expect(pinned.document.pinned).toEqual({ b: [{ n: 1 }] });
    const changed = applyEdit(pinned, pinOutput(pinned.document, 'b', []));
    expect(changed.document.pinned).toEqual({ b: [] });
    expect(pinOutput(pinned.document, 'b', []).label).toBe('Change the pinned data of “Only new”');
    expect(applyEdit(changed, unpinOutputs(changed.document, ['b'])).document).toEqual(document);
  });

  it('can be taken back for all steps at once', () => {
    const both = { ...document, pinned: { a: [], b: [] } };
    const unpin = unpinOutputs(both, ['a', 'b']);
    expect([unpin.label, applyEdit({ document: both, bindings: {} }, unpin).document]).toEqual([
      'Unpin 2 steps',
      document,
    ]);
  });
});
