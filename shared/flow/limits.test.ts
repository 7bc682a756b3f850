import { describe, expect, it } from 'vitest';
import { MillraceError } from '../errors/index.ts';
import { createFlow } from './defaults.ts';
import { FLOW_LIMITS } from './limits.ts';
import { parseFlow } from './read-flow.ts';

/** The text of a flow with these parts beside its own. */
function textOf(part: Record<string, unknown>): string {
  return JSON.stringify({ ...createFlow('Big', 'big'), ...part });
}

/** What reading gives: `accepted`, or what was refused. */
function read(text: string): string {
  try {
    parseFlow(text);
    return 'accepted';
  } catch (thrown) {
    return thrown instanceof MillraceError ? `${thrown.code} ${thrown.data.limit}` : String(thrown);
  }
}

const steps = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `s${index}`, type: 'x', name: '' }));
const edges = (count: number) => Array.from({ length: count }, () => ({ from: 'a', to: 'b' }));
/** A list in a list in a list; the document around it is one level more. */
const nested = (levels: number): unknown[] => (levels === 1 ? [] : [nested(levels - 1)]);
/** Texts below the limit of one, padded so that the document has exactly so many bytes. */
function textOfBytes(bytes: number): string {
  const chunks = Array.from({ length: 9 }, () => 'x'.repeat(1_000_000));
  const rest = bytes - textOf({ chunks: [...chunks, ''] }).length;
  return textOf({ chunks: [...chunks, 'x'.repeat(rest)] });
}

describe('S25 the limits of a flow', () => {
  it.each([
    ['bytes', (more: number) => textOfBytes(FLOW_LIMITS.bytes + more), '10 MB'],
    ['levels', (more: number) => textOf({ deep: nested(FLOW_LIMITS.depth - 1 + more) }), '64 levels'],
    ['steps', (more: number) => textOf({ steps: steps(FLOW_LIMITS.steps + more) }), '5,000 steps'],
    ['lines', (more: number) => textOf({ edges: edges(FLOW_LIMITS.edges + more) }), '20,000 edges'],
    ['bytes of one text', (more: number) => textOf({ notes: 'x'.repeat(FLOW_LIMITS.stringBytes + more) }), '1 MB'],
    ['bytes of one name', (more: number) => textOf({ ['k'.repeat(FLOW_LIMITS.stringBytes + more)]: 1 }), '1 MB'],
  ])('accepts exactly the most %s and refuses one more', (_, make, limit) => {
    expect(read(make(0))).toBe('accepted');
    expect(read(make(1))).toContain(`FLOW_LIMIT at most ${limit}`);
  });

  it('counts a text in bytes, not in characters', () => {
    expect(read(textOf({ notes: 'ä'.repeat(500_000) }))).toBe('accepted');
    expect(read(textOf({ notes: 'ä'.repeat(500_001) }))).toContain('FLOW_LIMIT');
    expect(read(textOf({ notes: '😀'.repeat(250_001) }))).toContain('FLOW_LIMIT');
  });

  it('doesn’t count brackets within texts as levels', () => {
    expect(read(textOf({ notes: `${'['.repeat(100)}\\"${'{'.repeat(100)}` }))).toBe('accepted');
  });

  it('refuses a tower of brackets before anything parses it', () => {
    expect(read('['.repeat(5_000_000))).toContain('64 levels');
  });

  it('finds the fault in a long text that is cut off', () => {
    const cut = textOfBytes(FLOW_LIMITS.bytes).slice(0, -10);
    expect(read(cut)).toContain('FLOW_UNREADABLE');
  });
});
