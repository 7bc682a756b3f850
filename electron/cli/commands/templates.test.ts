import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestTerminal } from '../../../test/fakes/terminal.ts';
import { runOn } from '../main.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-templates-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function millrace(...words: string[]) {
  const terminal = createTestTerminal({ workingFolder: folder });
  const code = await runOn(terminal, ['templates', ...words, '--data', join(folder, 'data')]);
  return { code, ...terminal.written };
}

describe('millrace templates', () => {
  it('lists them with what they do', async () => {
    const { code, out } = await millrace('list');
    expect(code).toBe(0);
    expect(out).toMatch(/^send-bills-to-salesforce +Send bills to Salesforce +Reads bills from a file/m);
  });

  it('makes a flow of one by its name, and says which connection it needs', async () => {
    const { code, out } = await millrace('use', 'Send bills to Salesforce');
    expect(code).toBe(0);
    expect(out).toMatch(/^Made “Send bills to Salesforce” \([\w-]+\)\.\nIts slot “crm” needs a salesforce connection/);
  });

  it('fills the slots with the practice org when that is asked for', async () => {
    const { out } = await millrace('use', 'send-bills-to-salesforce', '--practice', '--json');
    expect(JSON.parse(out)).toMatchObject({ name: 'Send bills to Salesforce', bindings: { crm: expect.any(String) } });
  });

  it('refuses one that there isn’t, with exit code 2', async () => {
    const { code, err } = await millrace('use', 'nothing');
    expect(code).toBe(2);
    expect(err).toContain('There is no template “nothing”');
  });
});
