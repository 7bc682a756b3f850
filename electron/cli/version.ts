import packageFile from '../../package.json' with { type: 'json' };

/** This version of Millrace. */
export function readVersion(): string {
  return packageFile.version;
}
