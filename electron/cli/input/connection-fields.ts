import { resolve } from 'node:path';
import { type FieldManifest, NAMED_SCHEME } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import type { NodeHost } from '../../compose/node-host.ts';
import type { CommandContext } from '../context.ts';
import { findCredential } from './find-credential.ts';
import { splitAssignment } from './parameters.ts';

type Scheme = { connector: string; auth: string };

/**
 * `--set KEY=VALUE` as the fields of a way to sign in, each in the type that its manifest declares. A file's path
 * counts from the working folder; a named credential may be given by its name. Throws COMMAND_WRONG for what isn't
 * KEY=VALUE, SETTING_WRONG for a value of another type, NOT_FOUND for a credential that isn't there.
 */
export async function readConnectionFields(
  { terminal }: CommandContext,
  host: NodeHost,
  { connector, auth }: Scheme,
  assignments: readonly string[],
): Promise<JsonObject> {
  const { connectors } = await host.services.catalog();
  const manifest = connectors.find(({ id }) => id === connector);
  const declared = [...(manifest?.common ?? []), ...(manifest?.auth.find(({ id }) => id === auth)?.fields ?? [])];
  const pairs = assignments.map((assignment): [string, Json] => {
    const [key, text] = splitAssignment('--set', assignment);
    if (auth === NAMED_SCHEME && key === 'credential') return [key, findCredential(host, text).id];
    const field = declared.find((candidate) => candidate.key === key);
    if (field?.control === 'file') return [key, text === '' ? '' : resolve(terminal.workingFolder, text)];
    return [key, field ? readValue(field, text) : text];
  });
  return Object.fromEntries(pairs);
}

function readValue({ key, label, control }: FieldManifest, text: string): Json {
  if (control === 'number' && text !== '') {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return value;
    throw new MillraceError('SETTING_WRONG', { label, field: key, detail: 'it takes a number' });
  }
  if (control === 'toggle') {
    if (text === 'true' || text === 'false') return text === 'true';
    throw new MillraceError('SETTING_WRONG', { label, field: key, detail: 'it takes true or false' });
  }
  return text;
}
