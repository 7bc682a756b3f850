import { describe, expect, it } from 'vitest';
import { LARGE_FROM, openingFit, shortfall } from './use-canvas-reach.ts';

describe('bringing a box into the frame', () => {
  it('leaves one that stands inside where it is', () => {
    expect(shortfall(100, 256, 800)).toBe(0);
  });

  it('moves one that is out at either side just inside, with a margin', () => {
    expect(shortfall(-100, 256, 800)).toBe(140);
    expect(shortfall(700, 256, 800)).toBe(-196);
  });

  it('shows the beginning of one that is larger than the frame', () => {
    expect(shortfall(-50, 900, 800)).toBe(50);
  });
});

describe('opening a flow', () => {
  const nodes = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      id: `s${index}`,
      type: 'step' as const,
      position: { x: index * 352, y: 0 },
      data: { stepId: `s${index}` },
    }));

  it('shows all of it, clear of what covers the canvas’s right edge', () => {
    const fit = openingFit({ nodes: nodes(LARGE_FROM - 1), coveredWidth: 400 });
    expect(fit).toMatchObject({ padding: { left: '28px', right: '428px' }, maxZoom: 1 });
    expect(fit.nodes).toBeUndefined();
  });

  it('shows the beginning of a large one, so that not every step is mounted', () => {
    const fit = openingFit({ nodes: nodes(LARGE_FROM), coveredWidth: 0 });
    expect(fit.nodes?.map(({ id }) => id)).toEqual(['s0', 's1', 's2', 's3', 's4']);
  });
});
