import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../shared/errors/index.ts';
import { readProductSources } from './sources.ts';

describe('the catalogue of errors', () => {
  const entries = Object.entries(errorCatalogue);

  it('says of every error what happened, why, and what to do', () => {
    const silent = entries.filter(([, { message, why, fix }]) =>
      [message, why, fix].some((text) => text.trim() === ''),
    );
    expect(silent.map(([code]) => code)).toEqual([]);
  });

  it('holds no code that nothing throws', () => {
    const users = readProductSources().filter(({ file }) => !file.startsWith('shared/errors/catalogue'));
    const dead = entries
      .map(([code]) => code)
      .filter((code) => !users.some(({ text }) => new RegExp(`['"]${code}['"]`).test(text)));
    expect(dead).toEqual([]);
  });
});
