import { relative, sep } from 'node:path';
import type { Plugin } from 'vite';

/** What the bundler tells of a module's own imports. */
type ModuleFacts = { importedIds: readonly string[]; dynamicallyImportedIds: readonly string[] };

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
      const modules = new Map([...this.getModuleIds()].map((id) => [id, this.getModuleInfo(id)]));
      const importersOf = (id: string): string[] =>
        id === 'electron'
          ? [...modules.keys()].filter((one) => importsElectron(modules.get(one)))
          : [...(modules.get(id)?.importers ?? []), ...(modules.get(id)?.dynamicImporters ?? [])];
      const culprit = findPathOutsideShell(importersOf, (id) => showPath(root, id));
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

/**
 * Walks up from Electron to the first of our own files outside the shell, then on to where the program begins; the way
 * back down is the offending path. Undefined when there is none.
 */
function findPathOutsideShell(
  importersOf: (id: string) => readonly string[],
  show: (id: string) => string,
): string[] | undefined {
  const seen = new Set(['electron']);
  const climb = (path: readonly string[]): string[][] =>
    importersOf(path[0] ?? 'electron')
      .filter((id) => !seen.has(id) && !show(id).startsWith(shellFolder))
      .map((id) => {
        seen.add(id);
        return [id, ...path];
      });
  const open: string[][] = [['electron']];
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    if (path.length > 1 && !show(path[0] ?? '').includes('node_modules/')) {
      let top = path;
      for (let [above] = climb(top); above !== undefined; [above] = climb(top)) top = above;
      return top.map(show);
    }
    open.push(...climb(path));
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

function importsElectron(facts: ModuleFacts | null | undefined): boolean {
  return [...(facts?.importedIds ?? []), ...(facts?.dynamicallyImportedIds ?? [])].includes('electron');
}

function showPath(root: string, id: string): string {
  return id === 'electron' ? id : relative(root, id).split(sep).join('/');
}
