import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from '../context.ts';
import { findFlow } from '../input/find-flow.ts';
import { readTextFile } from '../input/flow-file.ts';
import { formatTable } from '../output/table.ts';

/** `millrace flows list`. */
export const listFlows: Command<Record<never, never>> = async ({ terminal, options, openHost }) => {
  const flows = (await openHost()).services.flows.list();
  if (options.json) terminal.out(`${JSON.stringify(flows, null, 2)}\n`);
  else {
    const rows = flows.map((flow) => [
      flow.name,
      String(flow.revision),
      flow.status,
      flow.lastRun ? `${flow.lastRun.status} ${flow.lastRun.startedAt}` : 'never',
      flow.connections.map(({ name }) => name).join(', '),
    ]);
    terminal.out(formatTable(['Name', 'Version', 'Status', 'Last run', 'Connections'], rows));
  }
  return 0;
};

/** `millrace flows show NAME`: the document, as it would be exported. */
export const showFlow: Command<{ name: string }> = async ({ terminal, openHost }, { name }) => {
  const host = await openHost();
  terminal.out(host.services.flows.exportFile(findFlow(host, name).id).text);
  return 0;
};

/** `millrace flows export NAME [--output FILE] [--pinned]`: the canonical file; on standard output unless one is named. */
export const exportFlow: Command<{ name: string; output?: string; pinned?: boolean }> = async (
  context,
  { name, output, pinned },
) => {
  const { terminal, openHost } = context;
  const host = await openHost();
  const { text, pinnedLeftOut } = host.services.flows.exportFile(findFlow(host, name).id, { includePinned: pinned });
  if (pinnedLeftOut > 0) terminal.err('Pinned data is left out; --pinned takes it in. It can hold personal data.\n');
  if (output === undefined) terminal.out(text);
  else await writeFile(resolve(terminal.workingFolder, output), text);
  return 0;
};

/** `millrace flows import FILE…`: stores flows; binds nothing and runs nothing. */
export const importFlows: Command<{ files: string[] }> = async ({ terminal, options, openHost }, { files }) => {
  const texts = await Promise.all(files.map((file) => readTextFile(resolve(terminal.workingFolder, file))));
  const { services } = await openHost();
  const imported = texts.map((text) => services.flows.importFile(text));
  if (options.json)
    terminal.out(`${JSON.stringify(imported.map(({ id, document }) => ({ id, name: document.name })))}\n`);
  else for (const { id, document } of imported) terminal.out(`Imported “${document.name}” (${id}).\n`);
  return 0;
};
