import { relative, sep } from 'node:path';
import type { Rule } from 'eslint';
import { defineConfig } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { judgeImport } from './test/architecture/judge.ts';
import { ambientGlobals, ambientMembers, layers } from './test/architecture/layers.ts';

const root = import.meta.dirname;

/** Judges every import by the layers table, with the words that the architecture test uses. */
const layerRule: Rule.RuleModule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = relative(root, context.filename).split(sep).join('/');
    const judge = (source: { type: string; value?: unknown } | null | undefined, node: Rule.Node): void => {
      if (typeof source?.value !== 'string') return;
      const reason = judgeImport(file, source.value);
      if (reason !== undefined) context.report({ node, message: reason });
    };
    return {
      ImportDeclaration: (node) => judge(node.source, node),
      ExportNamedDeclaration: (node) => judge(node.source, node),
      ExportAllDeclaration: (node) => judge(node.source, node),
      ImportExpression: (node) => judge(node.source, node),
    };
  },
};

const ambientFolders = layers.filter((layer) => layer.ambientBanned).map((layer) => `${layer.folder}/**/*.{ts,tsx}`);

/** Folders that are free inside of ones that aren't. */
const freeFolders = layers
  .filter(({ folder, ambientBanned }) => {
    const isInside = layers.some((outer) => outer.ambientBanned && folder.startsWith(`${outer.folder}/`));
    return !ambientBanned && isInside;
  })
  .map(({ folder }) => `${folder}/**`);

export default defineConfig(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      '.cache/**',
      'release/**',
      'coverage/**',
      'test-results/**',
      'test/fixtures/**',
    ],
  },
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: root } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@typescript-eslint': tseslint.plugin, layers: { rules: { imports: layerRule } } },
    rules: {
      'layers/imports': 'error',
      'max-lines': ['error', { max: 400 }],
      '@typescript-eslint/no-floating-promises': 'error',
      // An event handler of the page may be async; what it rejects with, the page's last resort shows.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ambientFolders,
    ignores: ['**/*.{test,fixture}.{ts,tsx}', ...freeFolders],
    rules: {
      'no-restricted-globals': [
        'error',
        ...Object.entries(ambientGlobals).map(([name, message]) => ({ name, message })),
      ],
      'no-restricted-properties': [
        'error',
        ...ambientMembers.map(({ object, member, instead }) => ({ object, property: member, message: instead })),
        ...Object.entries(ambientGlobals).map(([property, message]) => ({ object: 'globalThis', property, message })),
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'new Date() reads the clock. Use the clock port: new Date(clock.now()).',
        },
      ],
    },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    // Only its rules: its bundled configurations are typed for another version of the linter.
    plugins: { 'react-hooks': { rules: reactHooks.rules } },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
);
