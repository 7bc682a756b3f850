import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestTerminal } from '../../../test/fakes/terminal.ts';
import { runOn } from '../main.ts';

const examples = join(import.meta.dirname, '../../../examples');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-cli-'));
  for (const file of ['welcome-new-leads.flow.json', 'welcome-leads.csv'])
    copyFileSync(join(examples, file), join(folder, file));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function millrace(...words: string[]) {
  const terminal = createTestTerminal({ workingFolder: folder });
  const code = await runOn(terminal, [...words, '--data', join(folder, 'data')]);
  return { code, ...terminal.written };
}

describe('millrace run --dry-run', () => {
  it('lists what would be written, field by field, with counts; apply then writes it, once', async () => {
    const { code, out } = await millrace('run', 'welcome-new-leads.flow.json', '--dry-run');
    expect(code).toBe(0);
    expect(out).toMatch(/create\s+Contact\s+\(new\)\s+Email\s+ada\.brook@example\.org/);
    expect(out).toMatch(/write-file\s+\S+created-contacts\.csv\s+file\s+new/);
    expect(out).toMatch(/\n5\s+create\s+Contact\n1\s+write-file/);
    expect(existsSync(join(folder, 'created-contacts.csv'))).toBe(false);

    const [, command = ''] = /“millrace apply (\S+)”/.exec(out) ?? [];
    const applied = await millrace('apply', command);
    expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('succeeded') });
    expect(existsSync(join(folder, 'created-contacts.csv'))).toBe(true);
    expect(await millrace('apply', command)).toMatchObject({
      code: 2,
      err: expect.stringContaining('PLAN_NOT_APPLICABLE'),
    });
  });

  it('gives the plan as a document, and tells what moved since without writing anything', async () => {
    const { code, out } = await millrace('run', 'welcome-new-leads.flow.json', '--dry-run', '--json');
    const document = JSON.parse(out);
    expect([code, document.plan.total, document.plan.writes[0].target]).toEqual([0, 6, 'Contact']);
    writeFileSync(join(folder, 'welcome-leads.csv'), 'FirstName,LastName,Email,Company,Status,Amount\n');
    const applied = await millrace('apply', document.runId);
    expect(applied.code).toBe(1);
    expect(applied.err).toContain('Nothing was applied');
    expect(applied.out).toMatch(/No longer to be written:[\s\S]*ada\.brook@example\.org/);
    expect(existsSync(join(folder, 'created-contacts.csv'))).toBe(false);
  });
});

describe('millrace run --forecast', () => {
  it('tells records, calls and time without running, and how it knows', async () => {
    const before = await millrace('run', 'welcome-new-leads.flow.json', '--forecast');
    expect(before).toMatchObject({ code: 0, out: expect.stringMatching(/Get leads +12 +0 +estimated/) });
    expect(before.out).toMatch(/Calls to Practice CRM: 0 to 1 \(estimated\)\nTime: \? \(unknown\)/);
    expect(existsSync(join(folder, 'created-contacts.csv'))).toBe(false);
    await millrace('run', 'welcome-new-leads.flow.json');
    const after = JSON.parse((await millrace('run', 'welcome-new-leads.flow.json', '--forecast', '--json')).out);
    expect(after).toMatchObject({ runs: 1, durationMs: { how: 'measured' }, connections: [{ calls: { least: 1 } }] });
  });

  it.each([['--until', 'save_to_file'], ['--first', '2'], ['--dry-run']])(
    'is of the whole flow, so it is refused with %s',
    async (...part) => {
      const refused = await millrace('run', 'welcome-new-leads.flow.json', '--forecast', ...part);
      expect(refused).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining(`can’t be used with ${part[0]}`),
      });
    },
  );
});
