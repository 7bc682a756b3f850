import { join } from 'node:path';
import { build, type Plugin } from 'vite';

/** `entry` is the program's source, `fileName` what it is called beside the command. */
type Options = { root: string; entry: string; fileName: string };

/**
 * Bundles the program of an evaluator's process by itself into one file that imports nothing: its process may read that
 * file alone (S27), and what the bundler adds for the others (`createRequire`, shared chunks) must not be in it.
 */
export function evaluatorProgram({ root, entry, fileName }: Options): Plugin {
  return {
    name: 'millrace:evaluator-program',
    async generateBundle() {
      const built = await build({
        configFile: false,
        root,
        logLevel: 'warn',
        // As for a web worker: for Node, the bundler would give it `createRequire`.
        ssr: { noExternal: true, target: 'webworker' },
        build: {
          ssr: true,
          write: false,
          target: 'node24',
          reportCompressedSize: false,
          rolldownOptions: { input: join(root, entry), output: { format: 'es', codeSplitting: false } },
        },
      });
      const [output] = Array.isArray(built) ? built : [built];
      const chunks = output && 'output' in output ? output.output : [];
      const [program, ...others] = chunks;
      if (program?.type !== 'chunk' || others.length > 0 || program.imports.length > 0) {
        return this.error(`${fileName} must be one file that imports nothing.`);
      }
      this.emitFile({ type: 'asset', fileName, source: program.code });
    },
  };
}
