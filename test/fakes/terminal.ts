import type { Terminal } from '../../electron/cli/terminal.ts';

/** A terminal that keeps what was written to it, for tests. */
export type TestTerminal = Terminal & { readonly written: { out: string; err: string }; interrupt(): void };

export function createTestTerminal(
  settings: {
    workingFolder?: string;
    input?: string;
    environment?: Record<string, string>;
    /** Answers to questions for secrets, in order. */
    secrets?: string[];
  } = {},
): TestTerminal {
  const written = { out: '', err: '' };
  const controller = new AbortController();
  return {
    written,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    redraws: false,
    readInput: async () => settings.input ?? '',
    asks: settings.secrets !== undefined,
    askSecret: async (question) => {
      written.err += question;
      return settings.secrets?.shift();
    },
    workingFolder: settings.workingFolder ?? process.cwd(),
    environment: settings.environment ?? {},
    signal: controller.signal,
    interrupt: () => controller.abort(),
  };
}
