import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../shared/errors/index.ts';
import { failureCatalogue } from '../../shared/failures/catalogue.ts';
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

  it('keeps outside of the failure catalogue only codes that nothing behind a run throws', () => {
    const outside = Object.entries(failureCatalogue).flatMap(([code, entry]) => ('outsideRuns' in entry ? [code] : []));
    const behindRuns = readProductSources().filter(({ file }) =>
      /^electron\/(engine|connectors|expressions|host\/(gateway|runs|triggers|budgets|webhooks))\//.test(file),
    );
    const thrown = outside.flatMap((code) =>
      behindRuns.filter(({ text }) => text.includes(`'${code}'`)).map(({ file }) => `${code} in ${file}`),
    );
    expect(thrown).toEqual([]);
  });
});
