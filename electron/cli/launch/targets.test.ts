import { describe, expect, it } from 'vitest';
import { chosenTargets } from './targets.ts';

describe('choosing what to build', () => {
  it('builds everything unless told otherwise', () => {
    expect([...chosenTargets('')]).toEqual(['main', 'preload', 'renderer']);
  });

  it('builds what was named', () => {
    expect([...chosenTargets('renderer,main')]).toEqual(['renderer', 'main']);
  });

  it('refuses a name it doesn’t know', () => {
    expect(() => chosenTargets('main,page')).toThrow('“page” is none of main, preload, renderer');
  });
});
