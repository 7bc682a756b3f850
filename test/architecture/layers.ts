/**
 * Who may import whom: the one table. The linter shows its breaches in the editor, `layers.test.ts` in the suite, each
 * with the same words. A file that no row names is an error. The most specific folder wins; `*` is one path segment.
 */
export type Layer = {
  /** The folder; its own files (for `a/*`: those of the same subfolder) may always import each other. */
  folder: string;
  /** Folders (with what is below them) whose files it may import. */
  imports: readonly string[];
  /** Packages it may import, in any of their parts; `node:*` is every module of Node. */
  packages: readonly string[];
  /** True where clock, chance, timers, network and console come only from ports. */
  ambientBanned: boolean;
  /** True where the folder is free to import whatever it likes. */
  anything?: true;
};

const core = ['shared', 'electron/ports'];
const hostParts = [
  ...core,
  'electron/engine',
  'electron/expressions',
  'electron/key-store',
  'electron/connectors',
  'electron/credentials',
  'electron/storage',
];
const outer = [...core, 'electron/host', 'electron/node', 'electron/compose'];
const react = ['react', 'react-dom', '@mantine/core', '@mantine/hooks', 'lucide-react'];
const editor = ['@codemirror/autocomplete', '@codemirror/commands', '@codemirror/state', '@codemirror/view'];
const page = [
  ...react,
  ...editor,
  '@xyflow/react',
  '@tanstack/react-virtual',
  'react-resizable-panels',
  'zustand',
  'immer',
  'zod',
];
const pageParts = [
  'shared',
  'assets',
  'renderer/format',
  'renderer/ui',
  'renderer/stores',
  'renderer/commands',
  'renderer/host',
];
/** Parts of screens that several screens show. */
const tools = ['renderer/canvas', 'renderer/flows', 'renderer/inspector', 'renderer/expression', 'renderer/runs'];

export const layers: readonly Layer[] = [
  {
    folder: 'shared',
    imports: ['shared/schedule'],
    packages: ['zod', '@marcbachmann/cel-js', '@orpc/contract'],
    ambientBanned: true,
  },
  // The moments of a schedule; nothing of it waits or asks for the time.
  { folder: 'shared/schedule', imports: [], packages: ['croner', 'cronstrue'], ambientBanned: true },
  { folder: 'electron/ports', imports: ['shared'], packages: [], ambientBanned: true },
  { folder: 'electron/engine', imports: core, packages: [], ambientBanned: true },
  { folder: 'electron/expressions', imports: core, packages: [], ambientBanned: true },
  // The program of another process: types apart, JSONata is all that it knows (S27).
  {
    folder: 'electron/expressions/worker',
    imports: ['electron/ports'],
    packages: ['jsonata'],
    ambientBanned: false,
  },
  // Bytes in, keys and signatures out: of Node it uses what computes, never what reads, waits or asks chance.
  {
    folder: 'electron/key-store',
    imports: ['shared'],
    packages: ['node:crypto', 'asn1js', 'jose', 'xml-crypto'],
    ambientBanned: true,
  },
  { folder: 'electron/connectors', imports: [...core, 'electron/connectors'], packages: ['zod'], ambientBanned: true },
  {
    // A connector never imports another.
    folder: 'electron/connectors/*',
    imports: [...core, 'electron/connectors/sdk'],
    packages: ['zod'],
    ambientBanned: true,
  },
  {
    // Besides, it packs workbooks.
    folder: 'electron/connectors/files',
    imports: [...core, 'electron/connectors/sdk'],
    packages: ['zod', 'hucre'],
    ambientBanned: true,
  },
  {
    // Besides, it speaks OAuth.
    folder: 'electron/connectors/http',
    imports: [...core, 'electron/connectors/sdk'],
    packages: ['zod', 'openid-client'],
    ambientBanned: true,
  },
  {
    // Besides, it reads the answers of SOAP, and signs assertions.
    folder: 'electron/connectors/salesforce',
    imports: [...core, 'electron/connectors/sdk', 'electron/key-store'],
    packages: ['zod', 'fast-xml-parser'],
    ambientBanned: true,
  },
  { folder: 'electron/credentials', imports: core, packages: ['zod'], ambientBanned: true },
  { folder: 'electron/storage', imports: core, packages: ['zod'], ambientBanned: true },
  {
    folder: 'electron/host',
    imports: hostParts,
    packages: ['@orpc/server', '@orpc/client', '@orpc/contract', 'zod'],
    ambientBanned: true,
  },
  {
    folder: 'electron/node',
    imports: core,
    packages: ['node:*', 'undici', 'axios', 'zod', '@napi-rs/keyring', 'chokidar'],
    ambientBanned: false,
  },
  {
    folder: 'electron/practice',
    imports: [],
    packages: [
      'node:*',
      'hono',
      '@hono/node-server',
      '@jetstreamapp/soql-parser-js',
      '@xmldom/xmldom',
      'csv-parse',
      'fast-xml-parser',
      'jose',
      'selfsigned',
      'xml-crypto',
    ],
    ambientBanned: false,
  },
  {
    // Puts the host together with Node's adapters: what the command, browser mode and the desktop have in common.
    folder: 'electron/compose',
    imports: [...hostParts, 'electron/host', 'electron/node', 'electron/practice'],
    packages: ['node:*'],
    ambientBanned: false,
  },
  {
    folder: 'electron/loopback',
    imports: outer,
    packages: ['node:*', 'hono', '@hono/node-server', 'ws', '@orpc/server'],
    ambientBanned: false,
  },
  {
    folder: 'electron/cli',
    imports: [...outer, 'electron/practice', 'electron/loopback', 'package.json'],
    packages: ['node:*', 'commander', '@orpc/client', '@orpc/contract', 'zod'],
    ambientBanned: false,
  },
  // Starts before anything is built, so it knows nothing of the rest.
  { folder: 'electron/cli/launch', imports: [], packages: ['node:*', 'electron-vite', 'vite'], ambientBanned: false },
  {
    // The only folder that imports 'electron'.
    folder: 'electron/shell',
    imports: outer,
    packages: ['node:*', 'electron', 'electron-store', '@orpc/server', 'zod'],
    ambientBanned: false,
  },
  { folder: 'renderer', imports: ['shared', 'renderer', 'assets'], packages: page, ambientBanned: false },
  { folder: 'renderer/app', imports: ['shared', 'renderer', 'assets'], packages: page, ambientBanned: false },
  // Screens and tools: they build on the shared parts and on each other, never on the app that shows them.
  {
    folder: 'renderer/*',
    imports: [...pageParts, ...tools],
    packages: page,
    ambientBanned: false,
  },
  {
    // A named credential signs in like a connection, with the same forms.
    folder: 'renderer/settings',
    imports: [...pageParts, ...tools, 'renderer/connections'],
    packages: page,
    ambientBanned: false,
  },
  { folder: 'renderer/format', imports: ['shared'], packages: [], ambientBanned: false },
  {
    folder: 'renderer/ui',
    imports: ['shared', 'assets', 'renderer/format'],
    packages: [...react, ...editor, '@tanstack/react-virtual', 'zustand'],
    ambientBanned: false,
  },
  { folder: 'renderer/commands', imports: ['shared'], packages: ['immer', 'zod'], ambientBanned: true },
  {
    folder: 'renderer/stores',
    imports: ['shared', 'renderer/commands', 'renderer/host'],
    packages: page,
    ambientBanned: false,
  },
  {
    folder: 'renderer/host',
    imports: ['shared'],
    packages: ['react', '@orpc/client', '@orpc/contract'],
    ambientBanned: false,
  },
  { folder: 'test', imports: [], packages: [], ambientBanned: false, anything: true },
  // Configuration files of tools.
  { folder: '.', imports: [], packages: [], ambientBanned: false, anything: true },
];

/** Test files beside the code may also reach for these, whatever their folder. */
export const testsMayAlso = {
  imports: [
    'fuses.config.ts',
    'test',
    'shared',
    'electron/node',
    'electron/ports',
    'electron/engine',
    'electron/storage',
    'electron/connectors',
    'electron/credentials',
    'electron/expressions',
    'electron/host',
    'electron/practice',
  ],
  packages: [
    'node:*',
    'csv-parse',
    'csv-stringify',
    '@jsforce/jsforce-node',
    'jose',
    'xml-crypto',
    'vitest',
    'fast-check',
    '@electron/fuses',
    '@testing-library/react',
    '@testing-library/user-event',
    '@testing-library/dom',
    'jsdom',
  ],
} as const;

/** Packages and modules that open a way out to the network. */
export const networkModules = [
  'axios',
  'undici',
  'ws',
  '@hono/node-server',
  'node:http',
  'node:https',
  'node:http2',
  'node:net',
  'node:tls',
  'node:dgram',
];

/** Globals that do the same without an import. */
export const networkGlobals = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'];

/** Where flows reach out, where we pretend to be Salesforce, where the page is served, where Electron is fetched. */
export const networkPlaces = [
  'electron/node/http*',
  'electron/practice',
  'electron/loopback',
  'electron/cli/launch',
  // Asks the practice org that the same command started.
  'electron/cli/commands/practice.ts',
  'renderer/host',
  'test',
];

/** Globals that are forbidden where `ambientBanned` is true, with what to use instead. */
export const ambientGlobals: Readonly<Record<string, string>> = {
  setTimeout: 'Use the clock port (schedule or sleep).',
  setInterval: 'Use the clock port (schedule).',
  setImmediate: 'Use the clock port (yield).',
  fetch: 'Use the HTTP port through the gateway.',
  WebSocket: 'Use a port.',
  EventSource: 'Use a port.',
  XMLHttpRequest: 'Use the HTTP port through the gateway.',
  console: 'Use the log port.',
  performance: 'Use the clock port (monotonic).',
  crypto: 'Use the random or the cipher port.',
  process: 'Ask for what you need in a parameter or a port.',
  Buffer: 'Use Uint8Array.',
  require: 'Import what you need.',
};

/** Members of allowed globals that are forbidden in the same places. */
export const ambientMembers: readonly { object: string; member: string; instead: string }[] = [
  { object: 'Date', member: 'now', instead: 'Use the clock port (now).' },
  { object: 'Math', member: 'random', instead: 'Use the random port.' },
];
