import { ApiError } from '../../api-error.ts';
import type { SchemaObject } from '../../schema/object.ts';
import { type ChildRelationship, findChildRelationship } from '../../schema/relationships.ts';
import { isJsonObject, readDraft } from '../../store/deserialize.ts';
import type { RecordError, WriteResult } from '../../store/record-error.ts';
import { createRecord } from '../../store/records.ts';
import { type RestReply, type RestRequest, reply } from '../request.ts';
import type { RestRouter } from '../router.ts';
import { showErrors } from '../show-errors.ts';
import { findObject } from '../sobjects.ts';

/** Most records of one tree, of all levels, and most levels. Source: "sObject Tree". */
const recordLimit = 200;
const levelLimit = 5;

/** A record of the tree with where it hangs. */
interface Node {
  readonly referenceId: string;
  readonly object: SchemaObject;
  readonly json: Readonly<Record<string, unknown>>;
  /** The node above and the field that points to it; null for a root. */
  readonly above: { readonly node: Node; readonly field: string } | null;
}

interface NodeFailure {
  readonly referenceId: string;
  readonly errors: readonly RecordError[];
}

const failure = (referenceId: string, code: string, message: string): NodeFailure => ({
  referenceId,
  errors: [{ code, message, fields: [] }],
});

function readAttribute(json: unknown, name: string): string {
  const attributes = isJsonObject(json) ? json.attributes : undefined;
  const value = isJsonObject(attributes) ? attributes[name] : undefined;
  return typeof value === 'string' ? value : '';
}

function recordsOf(json: unknown): readonly unknown[] {
  const records = isJsonObject(json) ? json.records : undefined;
  if (Array.isArray(records) && records.length > 0 && records.every(isJsonObject)) return records;
  throw new ApiError(400, 'JSON_PARSER_ERROR', 'A tree needs lists of records at [line:1, column:1]');
}

/** The tree level by level, roots first, as the answer lists it. */
class Tree {
  readonly nodes: Node[] = [];
  readonly #request: RestRequest;

  constructor(request: RestRequest, object: SchemaObject, body: unknown) {
    this.#request = request;
    let level = recordsOf(body).map((json) => this.#add(json, object, null));
    for (let depth = 1; level.length > 0; depth += 1) {
      if (depth > levelLimit) throw new ApiError(400, 'INVALID_INPUT', `A tree has at most ${levelLimit} levels.`);
      level = level.flatMap((node) => this.#addChildren(node));
    }
  }

  #add(json: unknown, object: SchemaObject, above: Node['above']): Node {
    if (this.nodes.length === recordLimit) {
      throw new ApiError(400, 'LIMIT_EXCEEDED', `A tree has at most ${recordLimit} records.`);
    }
    const referenceId = readAttribute(json, 'referenceId');
    const node: Node = { referenceId, object, json: isJsonObject(json) ? json : {}, above };
    this.nodes.push(node);
    return node;
  }

  #addChildren(node: Node): Node[] {
    return this.#relationships(node).flatMap(([name, { object, field }]) =>
      recordsOf(node.json[name]).map((json) => this.#add(json, object, { node, field: field.name })),
    );
  }

  #relationships({ object, json }: Node): readonly [name: string, relationship: ChildRelationship][] {
    return Object.entries(json).flatMap(([name, value]) => {
      const found = isJsonObject(value) ? findChildRelationship(this.#request.schema, object, name) : undefined;
      return found ? [[name, found] as [string, ChildRelationship]] : [];
    });
  }

  /** What is wrong with the reference ids and types before any record is looked at. */
  findFailures(): NodeFailure[] {
    const counts = new Map<string, number>();
    for (const { referenceId } of this.nodes) counts.set(referenceId, (counts.get(referenceId) ?? 0) + 1);
    return this.nodes.flatMap(({ referenceId, object, json }) => {
      if (referenceId === '')
        return failure('', 'INVALID_INPUT', 'Include a reference ID for each record in the request');
      if ((counts.get(referenceId) ?? 0) > 1) {
        return failure(referenceId, 'INVALID_INPUT', 'Duplicate ReferenceId provided in the request');
      }
      if (readAttribute(json, 'type').toLowerCase() !== object.name.toLowerCase()) {
        return failure(referenceId, 'INVALID_TYPE', `The record must have the type ${object.name} in its attributes.`);
      }
      return [];
    });
  }

  /** Creates a record under the id its parent got. Throws ApiError for fields that cannot be read. */
  create(node: Node, ids: ReadonlyMap<Node, string>): WriteResult {
    const skip = new Set(this.#relationships(node).map(([name]) => name.toLowerCase()));
    const draft = new Map(readDraft(node.object, node.json, skip));
    if (node.above) draft.set(node.above.field, ids.get(node.above.node) ?? null);
    return createRecord(this.#request.org.store, node.object, draft, this.#request.writer);
  }
}

/** Creates all records of a tree, or says what is wrong with those that cannot be. */
function createAll(tree: Tree): { readonly ids: ReadonlyMap<Node, string>; readonly failures: readonly NodeFailure[] } {
  const ids = new Map<Node, string>();
  const failures: NodeFailure[] = [];
  for (const node of tree.nodes) {
    const { referenceId, above } = node;
    if (above && !ids.has(above.node)) continue;
    try {
      const result = tree.create(node, ids);
      if (result.success) ids.set(node, result.id);
      else failures.push({ referenceId, errors: result.errors });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const errors = error.entries.map(({ errorCode, message, fields }) => ({
        code: errorCode,
        message,
        fields: fields ?? [],
      }));
      failures.push({ referenceId, errors });
    }
  }
  return { ids, failures };
}

function refused(failures: readonly NodeFailure[]): RestReply {
  const results = failures.map(({ referenceId, errors }) => ({
    referenceId,
    errors: showErrors(errors),
  }));
  return reply({ hasErrors: true, results }, 400);
}

function createTree(request: RestRequest): RestReply {
  const tree = new Tree(request, findObject(request), request.json());
  const early = tree.findFailures();
  if (early.length > 0) return refused(early);
  return request.org.store.transact(() => {
    const { ids, failures } = createAll(tree);
    if (failures.length > 0) return { rollback: true, result: refused(failures) };
    const results = [...ids].map(([{ referenceId }, id]) => ({ referenceId, id }));
    return { rollback: false, result: reply({ hasErrors: false, results }, 201) };
  });
}

/** Adds creating records with their children in one call, all or none. */
export function addTree(router: RestRouter): void {
  router.add('/composite/tree/:object', { POST: createTree });
}
