import { resolve } from 'node:path';
import { MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import type { NodeHost } from '../../compose/node-host.ts';
import type { CommandContext } from '../context.ts';
import { readTextFile } from './flow-file.ts';

type SecretsRequest = {
  connector: string;
  auth: string;
  /** What is entered besides: a secret that belongs to fields is asked for when one of them is there. */
  fields: JsonObject;
  secrets: string | undefined;
  missingOnly: boolean;
};

/** Secrets from a file, standard input, or the terminal; never from an argument, which other users could read. */
export async function readSecrets(
  { terminal }: CommandContext,
  host: NodeHost,
  { connector, auth, fields, secrets, missingOnly }: SecretsRequest,
): Promise<Record<string, string>> {
  if (secrets !== undefined) {
    const text =
      secrets === '-' ? await terminal.readInput() : await readTextFile(resolve(terminal.workingFolder, secrets));
    return readSecretObject(text);
  }
  if (missingOnly) return {};
  const { connectors } = await host.services.catalog();
  const manifest = connectors.find(({ id }) => id === connector);
  const scheme = manifest?.auth.find(({ id }) => id === auth);
  const needed = manifest?.common.filter(({ boundTo }) => boundTo?.some((key) => fields[key] !== undefined)) ?? [];
  const answers: Record<string, string> = {};
  for (const field of [...(scheme?.fields ?? []), ...needed].filter(({ secret }) => secret)) {
    const answer = await terminal.askSecret(`${field.label}: `);
    if (answer) answers[field.key] = answer;
  }
  return answers;
}

function readSecretObject(text: string): Record<string, string> {
  const refuse = (): never => {
    throw new MillraceError('COMMAND_WRONG', {
      detail: '--secrets takes a JSON object of texts: { "password": "…" }.',
    });
  };
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    // The text may hold a secret, so neither it nor the parser's message is shown.
    return refuse();
  }
  if (!isJsonObject(value)) return refuse();
  const secrets: Record<string, string> = {};
  for (const [key, secret] of Object.entries(value)) secrets[key] = typeof secret === 'string' ? secret : refuse();
  return secrets;
}
