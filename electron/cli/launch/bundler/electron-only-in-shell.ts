import { relative, sep } from 'node:path';
import type { Plugin } from 'vite';

/** What the bundler tells of a module: enough to walk the import graph. */
type ModuleFacts = { importers: readonly string[]; dynamicImporters: readonly string[] };

type Options = {
  /** The project's folder; import paths are shown relative to it. */
  root: string;
  /** Names of entries whose code, with everything it can load, must do without Electron. */
  free: readonly string[];
};

const shellFolder = 'electron/shell/';

/**
 * Makes `import 'electron'` outside `electron/shell` an error of the build that shows the path of imports leading to
 * it. Packages may import it only when the shell is what imports them (electron-store). Entries named in `free` are
 * checked once more in their built form.
 */
export function electronOnlyInShell({ root, free }: Options): Plugin {
  return {
    name: 'millrace:electron-only-in-shell',
    generateBundle(_, bundle) {
      const factsOf = (id: string): ModuleFacts => {
        const info = this.getModuleInfo(id);
        return { importers: info?.importers ?? [], dynamicImporters: info?.dynamicImporters ?? [] };
      };
      const culprit = findPathOutsideShell('electron', factsOf, (id) => showPath(root, id));
      if (culprit !== undefined) {
        this.error(
          `Only electron/shell may import 'electron'. This path of imports reaches it from elsewhere:\n  ${culprit.join('\n  → ')}`,
        );
      }
      for (const [file, chunk] of Object.entries(bundle)) {
        if (chunk.type !== 'chunk' || !chunk.isEntry || !free.includes(chunk.name)) continue;
        const path = findChunkPath(file, (name) => {
          const other = bundle[name];
          return other?.type === 'chunk' ? [...other.imports, ...other.dynamicImports] : [];
        });
        if (path !== undefined) this.error(`${file} must do without Electron but loads it:\n  ${path.join('\n  → ')}`);
      }
    },
  };
}

/** Walks up from `target` to the first of our own files outside the shell; the way back down is the offending path. */
export function findPathOutsideShell(
  target: string,
  factsOf: (id: string) => ModuleFacts,
  show: (id: string) => string,
): string[] | undefined {
  const seen = new Set([target]);
  const open: string[][] = [[target]];
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    const [head = target] = path;
    const { importers, dynamicImporters } = factsOf(head);
    for (const importer of [...importers, ...dynamicImporters]) {
      const shown = show(importer);
      if (shown.startsWith(shellFolder) || seen.has(importer)) continue;
      seen.add(importer);
      const longer = [importer, ...path];
      if (!shown.includes('node_modules/')) return longer.map(show);
      open.push(longer);
    }
  }
  return undefined;
}

function findChunkPath(entry: string, importsOf: (file: string) => readonly string[]): string[] | undefined {
  const seen = new Set([entry]);
  const open: string[][] = [[entry]];
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    for (const next of importsOf(path.at(-1) ?? entry)) {
      if (next === 'electron') return [...path, next];
      if (seen.has(next)) continue;
      seen.add(next);
      open.push([...path, next]);
    }
  }
  return undefined;
}

function showPath(root: string, id: string): string {
  return id === 'electron' ? id : relative(root, id).split(sep).join('/');
}
