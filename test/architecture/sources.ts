import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import ts from 'typescript';
import { isTest, resolveSpecifier } from './judge.ts';

const root = join(import.meta.dirname, '../..');

/** A source file: its path from the project's folder (with `/`) and its text. */
export type Source = { file: string; text: string };

/** Import path → specifiers as written, of one file. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Every TypeScript source of the project, tests and configuration included. */
export function readSources(): Source[] {
  return globSync(['*.ts', '{shared,electron,renderer,test}/**/*.{ts,tsx,mjs}'], { cwd: root })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => !file.startsWith('test/fixtures/'))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
}

/** The sources that end up in the product. */
export function readProductSources(): Source[] {
  return readSources().filter(({ file }) => /^(shared|electron|renderer)\//.test(file) && !isTest(file));
}

/** What each file imports: static, dynamic, re-exported, of types only; `import.meta.resolve` and URLs are not seen. */
export function readImports(sources: readonly Source[]): ImportGraph {
  return new Map(
    sources.map(({ file, text }) => [
      file,
      ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName),
    ]),
  );
}

/** The shortest path of imports from a file that nobody imports down to `file`, so a breach can be understood. */
export function findChain(file: string, graph: ImportGraph): string[] {
  const importers = invert(graph);
  const seen = new Set([file]);
  const open: string[][] = [[file]];
  let longest: string[] = [file];
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    longest = path;
    const above = (importers.get(path[0] ?? file) ?? []).filter((importer) => !isTest(importer));
    if (above.length === 0) return path;
    for (const importer of above) {
      if (seen.has(importer)) continue;
      seen.add(importer);
      open.push([importer, ...path]);
    }
  }
  return longest;
}

function invert(graph: ImportGraph): Map<string, string[]> {
  const importers = new Map<string, string[]>();
  for (const [file, specifiers] of graph) {
    for (const specifier of specifiers.filter((one) => one.startsWith('.'))) {
      const target = resolveSpecifier(file, specifier);
      importers.set(target, [...(importers.get(target) ?? []), file]);
    }
  }
  return importers;
}

/** The names of globals that a file mentions as values: called, read or constructed, but not declared in it. */
export function findGlobals(source: Source, names: readonly string[]): string[] {
  const wanted = new Set(names);
  const found = new Set<string>();
  const tree = ts.createSourceFile(source.file, source.text, ts.ScriptTarget.Latest, true);
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && wanted.has(node.text)) {
      if (isDeclaration(node)) declared.add(node.text);
      else if (isValue(node)) found.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return [...found].filter((name) => !declared.has(name));
}

function isDeclaration(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isImportSpecifier(parent) ||
      ts.isImportClause(parent) ||
      ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isBindingElement(parent)) &&
    parent.name === node
  );
}

function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    return ts.isIdentifier(parent.expression) && ['globalThis', 'window', 'self'].includes(parent.expression.text);
  }
  const names =
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isPropertyDeclaration(parent);
  return !(names && parent.name === node) && !ts.isTypeReferenceNode(parent) && !ts.isTypeQueryNode(parent);
}
