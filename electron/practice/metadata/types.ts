import { customFieldType } from './custom-field-type.ts';
import { customObjectType } from './custom-object-type.ts';
import type { MetadataType } from './metadata-type.ts';
import { profileType } from './profile-type.ts';
import { validationRuleType } from './validation-rule-type.ts';
import { webLinkType } from './web-link-type.ts';

/** The types of components the org has. */
export const metadataTypes: readonly MetadataType[] = [
  customObjectType,
  customFieldType,
  validationRuleType,
  webLinkType,
  profileType,
];

/** The type of that name; undefined when the org has none. */
export function findMetadataType(name: string): MetadataType | undefined {
  return metadataTypes.find((type) => type.name === name);
}
