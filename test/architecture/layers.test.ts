import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTest, judgeImport, layerOf, mayUseNetwork, packageOf, resolveSpecifier } from './judge.ts';
import { ambientGlobals, type Layer, layers, networkGlobals, networkModules } from './layers.ts';
import {
  findChain,
  findGlobals,
  type ImportGraph,
  readImports,
  readProductSources,
  readSources,
  type Source,
} from './sources.ts';

const root = join(import.meta.dirname, '../..');

/** One breach of the table: the path of imports that leads to it, and why it is one. */
function findBreaches(graph: ImportGraph, table: readonly Layer[] = layers): string[] {
  return [...graph].flatMap(([file, specifiers]) => {
    if (layerOf(file, table) === undefined) return [`${file} is in no layer.`];
    return specifiers.flatMap((specifier) => {
      const reason = judgeImport(file, specifier, table);
      if (reason === undefined) return [];
      const target = specifier.startsWith('.') ? resolveSpecifier(file, specifier) : specifier;
      return [`${[...findChain(file, graph), target].join('\n    → ')}\n  ${reason}`];
    });
  });
}

/** Files that mention a global which opens a connection, outside the folders that may. */
function findNetworkGlobals(sources: readonly Source[]): string[] {
  return sources
    .filter(({ file }) => !mayUseNetwork(file))
    .flatMap((source) => findGlobals(source, networkGlobals).map((name) => `${source.file} uses ${name}`));
}

function asSources(files: Record<string, string>): Source[] {
  return Object.entries(files).map(([file, text]) => ({ file, text }));
}

describe('the layers', () => {
  const sources = readSources();
  const graph = readImports(sources);

  it('are kept by every import of the project', () => {
    expect(findBreaches(graph)).toEqual([]);
  });

  it('have one row for each folder', () => {
    const folders = layers.map(({ folder }) => folder);
    expect(folders).toEqual([...new Set(folders)]);
  });

  it('import only files that exist', () => {
    const missing = [...graph].flatMap(([file, specifiers]) =>
      specifiers
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => resolveSpecifier(file, specifier))
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => `${file} → ${target}`),
    );
    expect(missing).toEqual([]);
  });

  it("leave 'electron' to electron/shell", () => {
    const importers = [...graph].filter(
      ([file, specifiers]) =>
        !isTest(file) && specifiers.some((one) => ['electron', 'electron-store'].includes(packageOf(one))),
    );
    expect(importers.map(([file]) => file).filter((file) => !/^(electron\/shell|test)\//.test(file))).toEqual([]);
  });

  it('reach the network by the folders that may, and by no other way (S19)', () => {
    const importers = [...graph].filter(
      ([file, specifiers]) =>
        !isTest(file) && !mayUseNetwork(file) && specifiers.some((one) => networkModules.includes(packageOf(one))),
    );
    expect(importers.map(([file]) => file)).toEqual([]);
    expect(findNetworkGlobals(readProductSources())).toEqual([]);
  });

  it('take clock, chance, timers and console from ports', () => {
    const ambient = readProductSources().filter(({ file }) => layerOf(file)?.ambientBanned === true);
    const uses = ambient.flatMap((source) =>
      findGlobals(source, Object.keys(ambientGlobals)).map((name) => `${source.file} uses ${name}`),
    );
    expect(uses).toEqual([]);
  });
});

describe('the check of the layers', () => {
  it('names the whole path of imports that leads to a breach', () => {
    const graph = readImports(
      asSources({
        'electron/cli/main.ts': "import { serve } from '../host/serve.ts';",
        'electron/host/serve.ts': "export { plan } from '../engine/plan.ts';",
        'electron/engine/plan.ts': "import { readFileSync } from 'node:fs';",
      }),
    );
    const [breach = '', ...others] = findBreaches(graph);
    expect(others).toEqual([]);
    expect(breach).toContain(
      'electron/cli/main.ts\n    → electron/host/serve.ts\n    → electron/engine/plan.ts\n    → node:fs',
    );
    expect(breach).toContain("electron/engine may not import the package 'node:fs'");
  });

  it.each([
    [
      'the renderer importing the host',
      'renderer/runs/list.tsx',
      "import type { Host } from '../../electron/host/create-host.ts'",
    ],
    ['the page’s parts importing a screen', 'renderer/ui/button.tsx', "import { Canvas } from '../canvas/canvas.tsx'"],
    [
      'a connector importing another',
      'electron/connectors/http/http.connector.ts',
      "import { a } from '../files/a.ts'",
    ],
    [
      'the practice org importing ours',
      'electron/practice/org.ts',
      "import { flow } from '../../shared/flow/document.ts'",
    ],
    ['the engine importing electron lazily', 'electron/engine/plan.ts', "const app = await import('electron')"],
    ['the command importing electron', 'electron/cli/main.ts', "import { app } from 'electron'"],
    ['the host opening a socket', 'electron/host/gateway.ts', "import { connect } from 'node:net'"],
    ['storage requiring an HTTP client', 'electron/storage/store.ts', "export * from 'undici'"],
    ['a test importing axios on its own', 'electron/cli/run.ts', "import axios from 'axios'"],
    ['product code importing a test', 'shared/flow/read.ts', "import { sample } from './document.test.ts'"],
    ['a file in no layer', 'plugins/extra.ts', ''],
  ])('refuses %s', (_, file, text) => {
    expect(findBreaches(readImports(asSources({ [file]: text })))).toHaveLength(1);
  });

  it.each([
    ['electron/connectors/registry.ts', "import { http } from './http/http.connector.ts'"],
    ['electron/connectors/http/http.connector.ts', "import { action } from '../sdk/action.ts'"],
    ['electron/storage/store.test.ts', "import { DatabaseSync } from 'node:sqlite'"],
    ['renderer/app/app.tsx', "import { Canvas } from '../canvas/canvas.tsx'"],
  ])('accepts %s', (file, text) => {
    expect(findBreaches(readImports(asSources({ [file]: text })))).toEqual([]);
  });

  it.each([
    ['fetch called', "await fetch('https://example.com')", ['fetch']],
    ['fetch through the global object', 'globalThis.fetch(url)', ['fetch']],
    ['fetch passed on', 'const client = create({ fetch: globalThis.fetch })', ['fetch']],
    ['a socket constructed', 'new WebSocket(url)', ['WebSocket']],
    ['a method of that name', 'source.fetch(query)', []],
    ['a property of that name', 'const ports = { fetch: exchange }', []],
    ['a parameter of that name', 'function load(fetch: Load) { return fetch() }', []],
  ])('sees %s', (_, text, expected) => {
    expect(findGlobals({ file: 'electron/host/example.ts', text }, networkGlobals)).toEqual(expected);
  });
});
