import { isJsonObject } from '../../store/deserialize.ts';

/** The bodies of the parts answered so far, by reference id. */
export type Answers = ReadonlyMap<string, unknown>;

/** A reference that leads to no value. */
export class DeadReference extends Error {
  /** `path` is what stood in `@{…}`. */
  constructor(path: string) {
    const [name] = path.split(/[.[]/, 1);
    super(`Invalid reference specified. No value for ${path} found in ${name ?? path}`);
    this.name = 'DeadReference';
  }
}

const reference = /@\{([^{}]{1,500})\}/g;
const onlyReference = /^@\{([^{}]{1,500})\}$/;
const step = /\.([A-Za-z0-9_]+)|\[(\d{1,6})\]/y;

function memberOf(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The value a path such as `query.records[0].Id` leads to. Throws DeadReference for none, and for a whole object. */
function lookUp(answers: Answers, path: string): string | number | boolean {
  const name = /^[A-Za-z0-9_]+/.exec(path)?.[0] ?? '';
  let value = answers.get(name);
  let offset = name.length;
  while (offset < path.length) {
    step.lastIndex = offset;
    const found = step.exec(path);
    if (!found) throw new DeadReference(path);
    const [, member, index] = found;
    if (member !== undefined) value = memberOf(value, member);
    else value = Array.isArray(value) ? value[Number(index)] : undefined;
    offset = step.lastIndex;
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new DeadReference(path);
}

/** Puts values in for the references of an address. Throws DeadReference. */
export function fillAddress(address: string, answers: Answers): string {
  return address.replace(reference, (_, path: string) => encodeURIComponent(String(lookUp(answers, path))));
}

/**
 * Puts values in for the references of all texts of a body; a text that is a reference alone becomes the value itself.
 * Throws DeadReference.
 */
export function fillBody(body: unknown, answers: Answers): unknown {
  if (typeof body === 'string') {
    const only = onlyReference.exec(body)?.[1];
    if (only !== undefined) return lookUp(answers, only);
    return body.replace(reference, (_, path: string) => String(lookUp(answers, path)));
  }
  if (Array.isArray(body)) return body.map((entry) => fillBody(entry, answers));
  if (!isJsonObject(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, fillBody(value, answers)]));
}
