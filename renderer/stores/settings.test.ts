import { describe, expect, it } from 'vitest';
import { defaultSettings, readSettings } from './settings.ts';

describe('readSettings', () => {
  it('starts from the defaults', () => {
    expect(readSettings({})).toEqual(defaultSettings);
  });

  it('keeps what has the right form and replaces the rest by the default', () => {
    const settings = readSettings({
      theme: 'dark',
      density: 'tiny',
      textSize: 150,
      openTabs: ['f1', 3, null],
      checklist: { ranSample: true, changedFilter: 'yes', filterAtStart: '{}' },
    });
    expect(settings.theme).toBe('dark');
    expect(settings.density).toBe('comfortable');
    expect(settings.textSize).toBe(150);
    expect(settings.openTabs).toEqual(['f1']);
    expect(settings.checklist).toEqual({ ranSample: true, filterAtStart: '{}' });
  });
});
