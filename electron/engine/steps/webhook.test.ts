import { describe, expect, it } from 'vitest';
import { faultOfWebhookPath } from '../../../shared/webhook/path.ts';
import { createManualClock } from '../../../test/support/manual-clock.ts';
import type { WebhookCall } from '../../ports/webhook-server.ts';
import { webhook } from './webhook.ts';
import { readCall } from './webhook-record.ts';
import { createSlots } from './webhook-slots.ts';

const call = (text: string | Uint8Array, type?: string, more: Record<string, string> = {}): WebhookCall => ({
  method: 'POST',
  path: '/',
  query: '',
  headers: { ...(type ? { 'content-type': type } : {}), ...more },
  body: typeof text === 'string' ? new TextEncoder().encode(text) : text,
});
const bodyOf = (...given: Parameters<typeof call>) => readCall(call(...given)).record.body;
const wrong = (why: string) => expect.objectContaining({ code: 'WEBHOOK_BODY_WRONG', why });

describe('the body of a call', () => {
  it('is read as what it says it is', () => {
    expect(bodyOf('{"a":[1,null]}', 'application/json')).toEqual({ a: [1, null] });
    expect(bodyOf('[1]', 'application/vnd.api+json; charset=UTF-8')).toEqual([1]);
    expect(bodyOf('a=1&b=x+y&a=2&a=3', 'application/x-www-form-urlencoded')).toEqual({ a: ['1', '2', '3'], b: 'x y' });
    expect(bodyOf('<a/>', 'text/xml; charset="utf-8"')).toBe('<a/>');
    expect(bodyOf('plain')).toBe('plain');
    expect(bodyOf('', 'application/json')).toBeNull();
    // No digit is lost: what no number holds exactly is text.
    expect(bodyOf('{"id":9007199254740993,"n":7}', 'application/json')).toEqual({ id: '9007199254740993', n: 7 });
  });

  it('is refused with the reason when it can’t be', () => {
    const refused = (...given: Parameters<typeof call>) => expect(() => readCall(call(...given)));
    refused('{', 'application/json').toThrow(wrong('It isn’t JSON, although it says so.'));
    refused(`${'['.repeat(65)}${']'.repeat(65)}`, 'application/json').toThrow(wrong('It nests more than 64 levels.'));
    refused('['.repeat(1_000_000), 'application/json').toThrow(wrong('It nests more than 64 levels.'));
    refused(new Uint8Array([0xff, 0xfe])).toThrow(wrong('It isn’t UTF-8 text.'));
    refused('ä', 'text/plain; charset=iso-8859-1').toThrow(wrong('Its text is in iso-8859-1, not in UTF-8.'));
    refused('x', 'text/plain', { 'content-encoding': 'gzip' }).toThrow(wrong('It is packed as “gzip”.'));
    refused('x', 'multipart/form-data; boundary=x').toThrow(wrong('It is a form with files.'));
  });

  it('S26 names fields as it likes, and changes nothing by it', () => {
    const { body, query } = readCall({
      ...call('__proto__=1', 'application/x-www-form-urlencoded'),
      query: '__proto__=2',
    }).record;
    expect(Object.entries(body ?? {})).toEqual([['__proto__', '1']]);
    expect(Object.entries(query ?? {})).toEqual([['__proto__', '2']]);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });
});

describe('the path of a webhook', () => {
  it.each(['hook', 'new-lead', '/a/b_c/d.e~f/', '1'])('may be %s', (path) => {
    expect(faultOfWebhookPath(path)).toBeUndefined();
  });

  it.each(['', '/', 'a b', 'a//b', '../a', 'a/..', 'ä', 'a?b', 'a%20b', 'x'.repeat(201)])('may not be “%s”', (path) => {
    expect(faultOfWebhookPath(path)).toMatch(/^it should /);
    expect(() => webhook.startsRuns?.describe({ path })).toThrow();
  });

  it('is told in a sentence', () => {
    expect(webhook.startsRuns?.describe({ path: '/new-lead/', secret: true })).toBe(
      'When a signed call comes to “new-lead” on this computer.',
    );
  });
});

describe('room for a few at a time', () => {
  it('R16 lets others in as room becomes free, in their order, and turns away those that waited too long or are too many', async () => {
    const clock = createManualClock();
    const slots = createSlots(clock, { room: 1, most: 2, longestMs: 100 });
    const came: string[] = [];
    const enter = async (name: string) => came.push(`${name} ${(await slots.enter()) ? 'in' : 'away'}`);
    const all = ['a', 'b', 'c', 'd'].map(enter);
    await clock.yield();
    expect(came).toEqual(['a in', 'd away']);
    slots.leave();
    await clock.yield();
    expect(came.slice(2)).toEqual(['b in']);
    clock.advance(100);
    await Promise.all(all);
    expect(came.slice(3)).toEqual(['c away']);
    slots.leave();
    expect(await slots.enter()).toBe(true);
  });
});
