import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { type Layer, layers, networkModules, networkPlaces, testsMayAlso } from './layers.ts';

const nodeModules = new Set(builtinModules);

/** The row of the table that a file (path from the project's folder, with `/`) belongs to; the longest folder wins. */
export function layerOf(file: string, table: readonly Layer[] = layers): Layer | undefined {
  let best: Layer | undefined;
  for (const layer of table) {
    if (instanceOf(layer, file) !== undefined && (best === undefined || depth(layer) > depth(best))) best = layer;
  }
  return best;
}

/** Why `from` may not import `specifier`, as one sentence; undefined when it may. */
export function judgeImport(from: string, specifier: string, table: readonly Layer[] = layers): string | undefined {
  const layer = layerOf(from, table);
  if (layer === undefined) return `${from} is in no layer. Add its folder to test/architecture/layers.ts, or move it.`;
  const plain = specifier.replace(/\?.*$/, '');
  return plain.startsWith('.') ? judgeFile(layer, from, plain, table) : judgePackage(layer, from, plain);
}

/** The project's path that a relative specifier means. */
export function resolveSpecifier(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ''));
}

/** The package's name in a specifier: `@scope/name` or `name`; Node's own modules with their `node:`. */
export function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  const parts = specifier.split('/');
  const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
  return nodeModules.has(name) ? `node:${name}` : name;
}

/** True for a test beside the code, and for what only such tests use. */
export function isTest(file: string): boolean {
  return /\.(test|fixture)\.tsx?$/.test(file);
}

function judgeFile(layer: Layer, from: string, specifier: string, table: readonly Layer[]): string | undefined {
  const target = resolveSpecifier(from, specifier);
  if (target.startsWith('..')) return `${target} is outside the project.`;
  if (!isTest(from) && isTest(target)) return `${from} is not a test but imports the test ${target}.`;
  if (layer.anything === true) return undefined;
  const own = instanceOf(layer, from);
  if (own !== undefined && own === ownInstance(target, table)) return undefined;
  const allowed = isTest(from) ? [...layer.imports, ...testsMayAlso.imports] : layer.imports;
  if (allowed.some((folder) => isWithin(target, folder))) return undefined;
  const named = new Set([own ?? layer.folder, ...layer.imports]);
  return `${layer.folder} may import ${[...named].join(', ')}; ${target} is none of them.`;
}

function judgePackage(layer: Layer, from: string, specifier: string): string | undefined {
  const name = packageOf(specifier);
  if (networkModules.includes(name) && !isTest(from) && !mayUseNetwork(from) && layer.folder !== '.') {
    return `'${name}' is a way out to the network; only ${networkPlaces.join(', ')} may import it.`;
  }
  if (layer.anything === true) return undefined;
  const allowed = isTest(from) ? [...layer.packages, ...testsMayAlso.packages] : layer.packages;
  const isAllowed = allowed.includes(name) || (name.startsWith('node:') && allowed.includes('node:*'));
  if (isAllowed) return undefined;
  return `${layer.folder} may not import the package '${name}' (allowed: ${layer.packages.join(', ') || 'none'}).`;
}

/** True where a file may open connections. */
export function mayUseNetwork(file: string): boolean {
  return networkPlaces.some(
    (place) => isWithin(file, place) || (place.endsWith('*') && file.startsWith(place.slice(0, -1))),
  );
}

function ownInstance(file: string, table: readonly Layer[]): string | undefined {
  const layer = layerOf(file, table);
  return layer && instanceOf(layer, file);
}

/** The concrete folder by which a file belongs to a layer: `electron/connectors/http` for `electron/connectors/*`. */
function instanceOf({ folder }: Layer, file: string): string | undefined {
  if (folder === '.') return file.includes('/') ? undefined : '.';
  const wanted = folder.split('/');
  const have = file.split('/');
  if (have.length <= wanted.length) return undefined;
  return wanted.every((part, index) => part === '*' || part === have[index])
    ? have.slice(0, wanted.length).join('/')
    : undefined;
}

function depth({ folder }: Layer): number {
  const literal = folder.includes('*') ? 0 : 0.5;
  return folder === '.' ? 0 : folder.split('/').length + literal;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
