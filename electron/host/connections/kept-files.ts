import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import { findConnector } from '../../connectors/registry.ts';
import type { Secrets } from '../../credentials/vault.ts';
import type { Files } from '../../ports/files.ts';
import type { ConnectionService } from './connection-service.ts';
import { readSmallFile } from './read-small-file.ts';

/** What a connection keeps of a file, at most, in bytes: key stores are a few kilobytes. */
const longestFile = 1_000_000;

type Given = { fields: JsonObject; secrets: Secrets };

/** The fields and secrets of a sign-in, with the files that its fields name taken into its secrets. */
export type FileTaker = (
  scheme: { connector: string; auth: string },
  /** Those that are stored: a file that is named already isn't read again. */
  present: JsonObject,
  given: Given,
  signal?: AbortSignal,
) => Promise<Given>;

/**
 * Takes the files that a sign-in is made with: a field that says so (`keptAs`) names a file, and its content becomes a
 * secret, since a file can vanish and a path means nothing on another computer. The field itself keeps the file's name.
 * Content that comes along is taken as it is; else the file is read once, where it lies now. Throws FILE_NOT_FOUND,
 * FILE_UNREADABLE or PATH_FORBIDDEN.
 */
export function createFileTaker(files: Files): FileTaker {
  return async ({ connector: id, auth }, present, given, signal) => {
    const connector = await findConnector(id);
    const fields = { ...given.fields };
    const secrets: Record<string, string> = { ...given.secrets };
    for (const [key, { keptAs }] of Object.entries({ ...connector?.common, ...connector?.auth[auth]?.fields })) {
      const named = fields[key];
      if (keptAs === undefined || typeof named !== 'string' || named === present[key]) continue;
      if (named === '') secrets[keptAs] = '';
      else secrets[keptAs] ??= await readContent(files, named, key, signal);
      fields[key] = nameOf(named);
    }
    return { fields, secrets };
  };
}

/** Lets connections keep the files that they are made with. `create` and `update` may throw what taking them throws. */
export function keepFiles(service: ConnectionService, take: FileTaker): ConnectionService {
  return {
    ...service,
    create: async (details, signal) =>
      service.create({ ...details, ...(await take(details, {}, details, signal)) }, signal),
    update: async (id, changes, signal) => {
      const { fields, secrets = {} } = changes;
      if (!fields) return service.update(id, changes, signal);
      const present = service.get(id);
      const taken = await take(present, present.fields, { fields, secrets }, signal);
      const hasSecrets = changes.secrets !== undefined || Object.keys(taken.secrets).length > 0;
      return service.update(
        id,
        { ...changes, fields: taken.fields, ...(hasSecrets ? { secrets: taken.secrets } : {}) },
        signal,
      );
    },
  };
}

async function readContent(files: Files, path: string, field: string, signal?: AbortSignal): Promise<string> {
  try {
    const bytes = await readSmallFile(files, path, longestFile, signal);
    const { encodeKeyStore } = await import('../../key-store/index.ts');
    return encodeKeyStore(bytes);
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    const { code, data, message, why, fix } = error;
    throw new MillraceError(code, { ...data, field }, { message, why, fix, cause: error });
  }
}

/** The last part of a path of any system. */
function nameOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
