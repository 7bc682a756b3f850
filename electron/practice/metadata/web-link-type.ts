import type { SchemaObject } from '../schema/object.ts';
import { needObject } from './change-object.ts';
import { type Metadata, needText, textOf, without } from './metadata.ts';
import { MetadataError, noSuchComponent } from './metadata-error.ts';
import type { MetadataContext, MetadataType } from './metadata-type.ts';
import { checkPlainName, splitFullName } from './names.ts';

const type = 'WebLink';

/** What a button or link must say, and among what. Source: Metadata API, WebLink. */
const choices = {
  availability: ['online', 'offline'],
  displayType: ['link', 'button', 'massActionButton'],
  linkType: ['url', 'sControl', 'javascript', 'page', 'flow'],
  openType: ['newWindow', 'sidebar', 'noSidebar', 'replace', 'onClickJavaScript'],
} as const;

function check(metadata: Metadata): void {
  for (const [name, allowed] of Object.entries(choices)) {
    const choice = needText(metadata, name);
    if ((allowed as readonly string[]).includes(choice)) continue;
    const message = `'${choice.slice(0, 100)}' is not a valid value for ${name}: ${allowed.join(', ')}`;
    throw new MetadataError('INVALID_FIELD', message, [name]);
  }
  if (textOf(metadata, 'linkType') === 'url' || textOf(metadata, 'linkType') === 'javascript')
    needText(metadata, 'url');
}

function put(context: MetadataContext, object: SchemaObject, name: string, metadata: Metadata): void {
  check(metadata);
  context.org.customMetadata.note(type, `${object.name}.${name}`, without(metadata, ['fullName']), context);
}

/** The buttons and links of an object, as parts of it. */
export function readObjectLinks({ org }: MetadataContext, object: SchemaObject): readonly Metadata[] {
  return org.customMetadata
    .list(type)
    .flatMap(({ fullName, source }) =>
      fullName.startsWith(`${object.name}.`) ? { ...source, fullName: fullName.slice(object.name.length + 1) } : [],
    );
}

/** Buttons and links on the pages of an object; the org keeps them, pages there are none. */
export const webLinkType: MetadataType = {
  name: type,
  description: null,
  list: ({ org }) => org.customMetadata.list(type).map(({ fullName }) => fullName),
  read: ({ org }, fullName) => {
    const component = org.customMetadata.find(type, fullName);
    return component ? { ...component.source, fullName: component.fullName } : null;
  },
  create: (context, metadata) => {
    const { objectName, member } = splitFullName(needText(metadata, 'fullName'));
    const object = needObject(context, objectName);
    checkPlainName(member);
    if (context.org.customMetadata.find(type, `${object.name}.${member}`)) {
      const message = `There is already a button or link named ${member} on ${object.label}.`;
      throw new MetadataError('DUPLICATE_DEVELOPER_NAME', message, ['fullName']);
    }
    put(context, object, member, metadata);
  },
  update: (context, metadata) => {
    const fullName = needText(metadata, 'fullName');
    const { objectName, member } = splitFullName(fullName);
    const object = needObject(context, objectName);
    if (!context.org.customMetadata.find(type, fullName)) throw noSuchComponent(type, fullName);
    put(context, object, member, metadata);
  },
  remove: ({ org }, fullName) => {
    if (!org.customMetadata.find(type, fullName)) throw noSuchComponent(type, fullName);
    org.customMetadata.forget(type, fullName);
  },
  rename: (context, from, to) => {
    const present = context.org.customMetadata.find(type, from);
    if (!present) throw noSuchComponent(type, from);
    webLinkType.create(context, { ...present.source, fullName: to });
    context.org.customMetadata.forget(type, from);
  },
};
