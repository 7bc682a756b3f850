import type { FlowRecord, TemplateSummary } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { FlowDocument } from '../../../shared/flow/index.ts';
import type { Files } from '../../ports/files.ts';
import type { Random } from '../../ports/random.ts';
import type { Store } from '../../storage/index.ts';
import type { FlowService } from '../flows/flow-service.ts';
import { addSampleFile } from './add-sample-file.ts';
import { templates } from './registry.ts';

/** The flows that come with Millrace to start from. */
export type TemplateService = {
  list(): TemplateSummary[];
  /**
   * Makes a flow of a template and puts its sample files where the flow reads them, over nothing that is there. Its
   * slots stay empty, or with `practice` get the practice connections that fit. Throws NOT_FOUND.
   */
  use(input: { id: string; practice?: boolean | undefined }): Promise<FlowRecord>;
};

type Parts = { store: Store; random: Random; files: Files; flows: FlowService };

export function createTemplateService({ store, random, files, flows }: Parts): TemplateService {
  const bindToPractice = ({ connections = {} }: FlowDocument): Record<string, string> => {
    const practice = store.connections.list().filter(({ environment }) => environment === 'practice');
    return Object.fromEntries(
      Object.entries(connections).flatMap(([slot, { connector }]) => {
        const fitting = practice.find((connection) => connection.connector === connector);
        return fitting ? [[slot, fitting.id]] : [];
      }),
    );
  };

  return {
    list: () =>
      templates.map(({ id, document }) => ({
        id,
        name: document.name,
        description: document.description ?? '',
        steps: document.steps,
        slots: Object.entries(document.connections ?? {}).map(([name, { connector }]) => ({ name, connector })),
      })),
    use: async ({ id, practice }) => {
      const template = templates.find((one) => one.id === id);
      if (!template) throw new MillraceError('NOT_FOUND', { thing: 'template', name: id });
      for (const [name, text] of Object.entries(template.files)) await addSampleFile(files, name, text);
      const document = { ...template.document, id: random.uuid() };
      return flows.create(document.name, document, practice ? bindToPractice(document) : {});
    },
  };
}
