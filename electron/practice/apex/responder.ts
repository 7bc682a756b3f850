/** A value with placeholders: `{body.name}`, `{path.1}`, `{query.page}` stand for what the caller sent. */
export type Template = string | number | boolean | null | readonly Template[] | { readonly [name: string]: Template };

/** The fields of a record: each with its value, or one placeholder for all of them, such as `{body.account}`. */
export type FieldsTemplate = string | { readonly [name: string]: Template };

/** What a method gives back about the record it wrote. */
export type Returned = 'id' | 'record' | 'nothing';

/**
 * What a method does, without a line of Apex: answer a fixed value, do one thing with a record, run a query, or fail.
 */
export type Responder =
  | { readonly kind: 'reply'; readonly reply: Template; readonly status: number }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'create'; readonly object: string; readonly fields: FieldsTemplate; readonly returns: Returned }
  | {
      readonly kind: 'update';
      readonly object: string;
      readonly id: string;
      readonly fields: FieldsTemplate;
      readonly returns: Returned;
      /** The fields of the record that is given back. */
      readonly show: readonly string[];
    }
  | { readonly kind: 'read'; readonly object: string; readonly id: string; readonly show: readonly string[] }
  | { readonly kind: 'delete'; readonly object: string; readonly id: string }
  | { readonly kind: 'query'; readonly soql: string }
  | { readonly kind: 'error'; readonly type: string; readonly message: string };
