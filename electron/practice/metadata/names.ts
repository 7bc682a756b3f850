import { MetadataError } from './metadata-error.ts';

/** The form of what people name things in the org, without `__c`. Source: Metadata API, `fullName`. */
const plainName = '[A-Za-z](?:[A-Za-z0-9]|_(?=[A-Za-z0-9]))*';

const longestName = 40;

function isNamed(name: string, ending: '' | '__c' | '__[ce]'): boolean {
  const longest = longestName + (ending === '' ? 0 : '__c'.length);
  return name.length <= longest && new RegExp(`^${plainName}${ending}$`).test(name);
}

/** Throws MetadataError unless the name is one a custom object (`X__c`) or platform event (`X__e`) may have. */
export function checkObjectName(name: string): void {
  if (isNamed(name, '__[ce]')) return;
  const message = `The name '${name.slice(0, 100)}' must begin with a letter, hold letters, digits and single underscores only, at most ${longestName}, and end with __c (or __e for a platform event).`;
  throw new MetadataError('INVALID_FIELD', message, ['fullName']);
}

/** Throws MetadataError unless the name is one a custom field may have. */
export function checkFieldName(name: string): void {
  if (isNamed(name, '__c')) return;
  const message = `The name '${name.slice(0, 100)}' must begin with a letter, hold letters, digits and single underscores only, at most ${longestName}, and end with __c.`;
  throw new MetadataError('INVALID_FIELD', message, ['fullName']);
}

/** Throws MetadataError unless the name is one a button, link or rule may have. */
export function checkPlainName(name: string): void {
  if (isNamed(name, '')) return;
  const message = `The name '${name.slice(0, 100)}' must begin with a letter and hold letters, digits and single underscores only, at most ${longestName}.`;
  throw new MetadataError('INVALID_FIELD', message, ['fullName']);
}

/** The two parts of `Object.Member`. Throws MetadataError for another form. */
export function splitFullName(fullName: string): { readonly objectName: string; readonly member: string } {
  const [, objectName, member] = /^([^.]+)\.([^.]+)$/.exec(fullName) ?? [];
  if (objectName !== undefined && member !== undefined) return { objectName, member };
  const message = `The fullName '${fullName.slice(0, 100)}' must have the form Object.Name.`;
  throw new MetadataError('INVALID_FIELD', message, ['fullName']);
}
