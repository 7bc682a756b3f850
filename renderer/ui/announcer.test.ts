import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ANNOUNCE_EVERY_MS, createAnnouncer } from './announcer.ts';

describe('the announcer', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('says the first message at once and joins those that follow within 500 ms', () => {
    const said: string[] = [];
    const announcer = createAnnouncer();
    announcer.listen((text) => said.push(text));
    announcer.say('Run started.');
    announcer.say('One.');
    announcer.say('Two.');
    expect(said).toEqual(['Run started.']);
    vi.advanceTimersByTime(ANNOUNCE_EVERY_MS);
    expect(said).toEqual(['Run started.', 'One. Two.']);
  });

  it('makes a repeated message differ, so that it is read again', () => {
    const said: string[] = [];
    const announcer = createAnnouncer();
    announcer.listen((text) => said.push(text));
    announcer.say('Saved.');
    vi.advanceTimersByTime(ANNOUNCE_EVERY_MS);
    announcer.say('Saved.');
    expect(said[1]?.trim()).toBe('Saved.');
    expect(said[1]).not.toBe(said[0]);
  });
});
