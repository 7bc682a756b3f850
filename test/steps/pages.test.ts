import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCatalog } from '../../electron/host/catalog.ts';
import { iconByName } from '../../renderer/ui/icon-names.ts';
import type { StepManifest } from '../../shared/connector/manifest.ts';
import { type FlowDocument, type FlowEdge, findProblems, parseFlow } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { runFlow } from '../bench/engine-run.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

const pages = join(import.meta.dirname, '../../docs/steps');
const leads = 'welcome-leads.csv';
const catalog = await createCatalog();
const readPage = (name: string): string => {
  const path = join(pages, `${name}.md`);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

/** The JSON of a page's block of that kind; undefined where it has none. */
function blockOf(page: string, kind: 'flow' | 'input' | 'result' | 'wrong'): string | undefined {
  return new RegExp(`\`\`\`json ${kind}\\n(.*?)\\n\`\`\``, 's').exec(page)?.[1];
}

/** A step that is filled in wrongly, or a line that is drawn so, and the problem that it is. */
type Wrong = { settings?: JsonObject; edges?: FlowEdge[]; code: string; field?: string };

function errorsOf(flow: FlowDocument) {
  return findProblems(flow, catalog).filter(({ severity }) => severity === 'error');
}

describe.each(catalog.steps.map((manifest) => [manifest.type, manifest] as const))('the step %s', (type, manifest) => {
  const page = readPage(type);
  const flow = () => parseFlow(blockOf(page, 'flow') ?? '');

  it('has a page, and a line in the list of steps', () => {
    expect(page.split('\n')[0]).toBe(`# ${manifest.label}`);
    expect(page).toMatch(new RegExp(`^\`${type}\`\\. .+\\.$`, 'm'));
    expect(readPage('README')).toContain(`| [${manifest.label}](${type}.md) | \`${type}\` | ${manifest.description} |`);
  });

  it('tells of each of its settings, and of each field that it adds', () => {
    const prose = page.replace(/```.*?```/gs, '');
    const told = new Set([...prose.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) => code.split(/\W+/)));
    const names = [...manifest.fields.map(({ key }) => key), ...(manifest.adds ?? []).map(({ name }) => name)];
    expect(names.filter((name) => !told.has(name))).toEqual([]);
  });

  it('has an example flow without problems, which gives what the page says', async () => {
    const example = flow();
    expect(example.steps.map((step) => step.type)).toContain(type);
    expect(errorsOf(example)).toEqual([]);
    // What needs a service or another flow is run by tests of its own.
    if (example.steps.some((step) => needsService(step.type) || step.type === 'call_flow')) return;
    const folder = createTemporaryFolder();
    copyFileSync(join(import.meta.dirname, '../../examples', leads), join(folder, leads));
    const input = blockOf(page, 'input');
    const { output } = await runFlow(example, { folder, ...(input ? { input: JSON.parse(input) } : {}) });
    expect(output).toEqual(JSON.parse(blockOf(page, 'result') ?? 'null'));
  });

  it('has a case that is refused, with the place where it is wrong', () => {
    const wrong = JSON.parse(blockOf(page, 'wrong') ?? 'null') as Wrong;
    const example = flow();
    const index = example.steps.findIndex((step) => step.type === type);
    const steps = example.steps.map((step, at) =>
      at === index && wrong.settings ? { ...step, settings: wrong.settings } : step,
    );
    const problems = errorsOf({ ...example, steps, edges: wrong.edges ?? example.edges });
    const at = { code: wrong.code, step: steps[index]?.id, ...(wrong.field ? { field: wrong.field } : {}) };
    expect(problems).toContainEqual(expect.objectContaining(at));
  });

  it('has an icon that the page bundles', () => {
    expect(iconByName(manifest.icon)).not.toBe(iconByName('no such icon'));
  });
});

function needsService(type: string): boolean {
  const manifest: StepManifest | undefined = catalog.steps.find((step) => step.type === type);
  return manifest?.connector !== undefined;
}
