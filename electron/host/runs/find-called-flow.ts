import { MillraceError } from '../../../shared/errors/index.ts';
import { type FlowDocument, parseFlow } from '../../../shared/flow/index.ts';
import type { Files } from '../../ports/files.ts';
import type { Store } from '../../storage/index.ts';

/** A flow that may be called, and where its relative paths start. */
export type FoundFlow = {
  document: FlowDocument;
  revision: number;
  /** Slot → connection id; undefined for a flow in a file, whose slots the caller fills. */
  bindings: Record<string, string> | undefined;
  baseFolder: string;
};

/** Bytes of a flow's file at most (S25). */
const MOST_BYTES = 10_000_000;

type Parts = {
  store: Pick<Store, 'flows'>;
  openFiles(baseFolder: string): Files;
  /** Where relative paths of stored flows start. */
  filesFolder: string;
};

/** Finds flows by what a step names them by. */
export type FlowFinder = (reference: string, baseFolder: string) => Promise<FoundFlow>;

/**
 * Finds a stored flow by its id, else by its name, else the flow in a file whose path (from `baseFolder`) ends in `.json`.
 * Throws FLOW_NOT_FOUND, and what reading or parsing a file throws.
 */
export function createFlowFinder({ store, openFiles, filesFolder }: Parts): FlowFinder {
  return async (reference, baseFolder) => {
    const known = store.flows.list();
    const named = known.filter(({ name }) => name === reference);
    const found = known.find(({ id }) => id === reference) ?? named[0];
    if (found && (found.id === reference || named.length === 1)) {
      const { id, document, revision, bindings } = store.flows.get(found.id);
      return { document: { ...document, id }, revision, bindings, baseFolder: filesFolder };
    }
    if (found) throw notFound(reference, `${named.length} flows have this name.`);
    if (!reference.toLowerCase().endsWith('.json')) throw notFound(reference, 'No flow has this id or name.');
    const files = openFiles(baseFolder);
    const document = parseFlow(await readText(files, reference));
    const path = files.resolve(reference).replaceAll('\\', '/');
    return { document, revision: 0, bindings: undefined, baseFolder: path.slice(0, path.lastIndexOf('/') + 1) };
  };
}

function notFound(flow: string, detail: string): MillraceError {
  return new MillraceError('FLOW_NOT_FOUND', { flow, detail });
}

async function readText(files: Files, path: string): Promise<string> {
  const facts = await files.describe(path);
  if (facts && facts.size > MOST_BYTES) throw notFound(path, 'The file is larger than a flow can be.');
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of files.read(path, new AbortController().signal)) {
    text += decoder.decode(bytes, { stream: true });
  }
  return text + decoder.decode();
}
