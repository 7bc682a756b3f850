import type { FieldDefinition, FieldType } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import { fitsPattern, type PatternPart } from '../text/wildcard-pattern.ts';
import type { SearchTerm, WordPart } from './search-text.ts';

/** The fields a search looks at: `IN ALL FIELDS` and the like. */
export type SearchGroup = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR';

const textTypes: ReadonlySet<FieldType> = new Set<FieldType>([
  'string',
  'textarea',
  'email',
  'phone',
  'url',
  'picklist',
  'multipicklist',
]);
const nameParts: ReadonlySet<string> = new Set(['FirstName', 'LastName']);

const isName = (field: FieldDefinition): boolean => field.nameField || nameParts.has(field.name);
const isEmail = ({ type }: FieldDefinition): boolean => type === 'email';
const isPhone = ({ type }: FieldDefinition): boolean => type === 'phone';

const covers: Readonly<Record<SearchGroup, (field: FieldDefinition) => boolean>> = {
  ALL: ({ type }) => textTypes.has(type),
  NAME: isName,
  EMAIL: isEmail,
  PHONE: isPhone,
  SIDEBAR: (field) => isName(field) || isEmail(field) || isPhone(field) || field.autoNumber !== undefined,
};

/** The fields of an object that a search group covers. */
export function searchedFields(object: SchemaObject, group: SearchGroup): readonly FieldDefinition[] {
  return object.fields.filter(covers[group]);
}

/** The words of a text, in lower case, in their order: runs of letters, digits and marks on them. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

type WordTest = (word: string) => boolean;

function compileWord(parts: readonly WordPart[]): WordTest {
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'string') return (word) => word === only;
  const [, tail] = parts;
  if (parts.length === 2 && typeof only === 'string' && typeof tail === 'object' && tail.wildcard === '*') {
    return (word) => word.startsWith(only);
  }
  const pattern = parts.flatMap((part): PatternPart[] => {
    if (typeof part === 'string') return Array.from(part, (text) => ({ text }));
    return [part.wildcard === '*' ? { any: true } : { one: true }];
  });
  return (word) => fitsPattern(pattern, Array.from(word));
}

/** The words of one field of a record. */
interface FieldWords {
  readonly words: readonly string[];
  readonly set: ReadonlySet<string>;
}

type TermTest = (fields: readonly FieldWords[]) => boolean;

function compileTerm(term: SearchTerm): TermTest {
  if (term.kind === 'not') {
    const part = compileTerm(term.part);
    return (fields) => !part(fields);
  }
  if (term.kind !== 'words') {
    const parts = term.parts.map(compileTerm);
    return term.kind === 'and'
      ? (fields) => parts.every((part) => part(fields))
      : (fields) => parts.some((part) => part(fields));
  }
  const [only] = term.words;
  const [text] = only ?? [];
  if (term.words.length === 1 && only?.length === 1 && typeof text === 'string') {
    return (fields) => fields.some(({ set }) => set.has(text));
  }
  const tests = term.words.map(compileWord);
  return (fields) => fields.some(({ words }) => holdsPhrase(words, tests));
}

function holdsPhrase(words: readonly string[], tests: readonly WordTest[]): boolean {
  for (let start = 0; start + tests.length <= words.length; start += 1) {
    if (tests.every((test, index) => test(words[start + index] ?? ''))) return true;
  }
  return false;
}

/** Makes the test of a search for records of an object, by the fields of a group as the searching user sees them. */
export function compileSearch(object: SchemaObject, group: SearchGroup, term: SearchTerm): (row: Row) => boolean {
  const fields = searchedFields(object, group);
  const test = compileTerm(term);
  return (row) => {
    const texts = fields.flatMap((field): FieldWords[] => {
      const value = row[field.name];
      if (typeof value !== 'string') return [];
      const words = wordsOf(value);
      // A phone number is found by its digits however it is written.
      if (field.type === 'phone') words.push(value.replace(/\D/g, ''));
      return [{ words, set: new Set(words) }];
    });
    return texts.length > 0 && test(texts);
  };
}
