import { MillraceError } from '../../../shared/errors/index.ts';
import type { Command } from '../context.ts';
import { formatTable } from '../output/table.ts';

/** `millrace templates list`. */
export const listTemplates: Command<Record<never, never>> = async ({ terminal, options, openHost }) => {
  const templates = (await openHost()).services.templates.list();
  if (options.json) terminal.out(`${JSON.stringify(templates, null, 2)}\n`);
  else {
    const rows = templates.map(({ id, name, description }) => [id, name, description]);
    terminal.out(formatTable(['Id', 'Name', 'What it does'], rows));
  }
  return 0;
};

/** `millrace templates use TEMPLATE [--practice]`: makes a flow of a template, named by its id or its name. */
export const useTemplate: Command<{ template: string; practice?: boolean }> = async (
  { terminal, options, openHost },
  { template, practice },
) => {
  const { services } = await openHost();
  const found = services.templates.list().find(({ id, name }) => id === template || name === template);
  if (!found) throw new MillraceError('NOT_FOUND', { thing: 'template', name: template });
  const { id, document, bindings } = await services.templates.use({ id: found.id, practice });
  if (options.json) terminal.out(`${JSON.stringify({ id, name: document.name, bindings }, null, 2)}\n`);
  else {
    terminal.out(`Made “${document.name}” (${id}).\n`);
    const empty = found.slots.filter(({ name }) => bindings[name] === undefined);
    for (const { name, connector } of empty) {
      terminal.out(`Its slot “${name}” needs a ${connector} connection: choose one in the flow.\n`);
    }
  }
  return 0;
};
