import { extname } from 'node:path';
import type { Plugin } from 'vite';

/** One file of the page: its path under `dist/renderer` and the content type it is served with. */
export type ListedFile = { file: string; type: string };

/** URL path (`/assets/index-1a2b.js`) → file. What isn't in it doesn't exist for a server (S9). */
export type FileList = Record<string, ListedFile>;

/** Content types by extension (RFC 9239 for scripts, the IANA media type register for the others). */
const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
};

/** Writes `files.json` beside the page: the fixed list of files that browser mode and the desktop serve. */
export function fileList(): Plugin {
  return {
    name: 'millrace:file-list',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const source = `${JSON.stringify(listFiles(Object.keys(bundle)), null, 2)}\n`;
        this.emitFile({ type: 'asset', fileName: 'files.json', source });
      },
    },
  };
}

/** The list for these file names. Throws for a file whose content type isn't known, rather than guess one. */
export function listFiles(files: readonly string[]): FileList {
  const served = files.filter((file) => !file.endsWith('.map')).sort();
  return Object.fromEntries(served.map((file) => [`/${file}`, { file, type: contentTypeOf(file) }]));
}

function contentTypeOf(file: string): string {
  const type = contentTypes[extname(file)];
  if (type === undefined)
    throw new Error(`No content type is known for ${file}. Add its extension to contentTypes in file-list.ts.`);
  return type;
}
