import type { Json, JsonObject } from '../json/json.ts';

/** The kinds of step an analyst sees (ui.md §13). */
export type StepCategory = 'trigger' | 'action' | 'logic' | 'data';

/** How a step takes records (engine.md): none or one at a time in, many out; one; a batch; all of them. */
export type StepShape = 'source' | 'map' | 'batch' | 'collect';

/** What a step does to the outside world; the gateway, dry run and undo depend on it. */
export type StepEffect = 'none' | 'read' | 'write';

/**
 * The widget of a field, which also says how its value is read:
 * `text number toggle choice file folder` are literal; `value` may hold `{{ }}` templates; `condition` and `expression` hold
 * a bare expression; `values` is a map name → value; `fieldList` is a list of `{ name, value }`; `headers` is a map
 * name → value; `form` is a list of `{ name, type, label, default }`; `list` is a list whose entries have the fields
 * that `items` declares; `json` is any JSON, its texts being values; `cron` is a schedule of five cron fields and
 * `timeZone` the IANA name of a time zone, both literal; `webhookPath` is the
 * readable end of a webhook's address, `webhookSecret` says whether its calls must be signed; `jsonata` is a JSONata
 * expression, which only the evaluator's processes read.
 */
export type FieldControl =
  | 'text'
  | 'longText'
  | 'jsonata'
  | 'number'
  | 'toggle'
  | 'choice'
  | 'file'
  | 'folder'
  | 'value'
  | 'longValue'
  | 'condition'
  | 'expression'
  | 'values'
  | 'fieldList'
  | 'headers'
  | 'form'
  | 'list'
  | 'json'
  | 'cron'
  | 'timeZone'
  | 'webhookPath'
  | 'webhookSecret';

/** One field of a step's or a sign-in's form: schema, label and widget in one. */
export type FieldManifest = {
  key: string;
  label: string;
  control: FieldControl;
  required?: boolean;
  /** The value when the setting is absent. */
  default?: Json;
  help?: string;
  placeholder?: string;
  /** The type a value field must give; absent means any. */
  expects?: 'text' | 'number' | 'boolean' | 'date' | 'list' | 'object';
  options?: { value: string; label: string; help?: string }[];
  /** Names a list of options or fields that the connection knows: `catalog.loadOptions` gets it. */
  load?: string;
  /** Keys of other fields that `load` depends on. */
  dependsOn?: string[];
  /** Shown only while another field has one of these values. */
  visibleWhen?: { field: string; is: Json[] };
  /** Not required while another field has one of these values. */
  optionalWhen?: { field: string; is: Json[] };
  /** Key of an earlier field: one of the two is filled in, never both. */
  insteadOf?: string;
  /** `more` puts it under “More options”. */
  group?: 'more';
  /** Heading under which it stands with the others of its group that name the same; those that name none come first. */
  section?: string;
  secret?: boolean;
  /** Of a secret: keys of the fields that say whom it is for; when one of them changes, what is stored is dropped. */
  boundTo?: string[];
  /** Of a `file`: the secret that keeps its content in Base64, since files vanish; the field keeps the file's name. */
  keptAs?: string;
  /**
   * Of a `file` that is a key store: keys of the fields for its password, for the name of the key to use, and for a key
   * that is entered instead of the file.
   */
  keys?: { password: string; alias?: string; instead?: string };
  minimum?: number;
  /** Takes whole numbers only. */
  whole?: boolean;
  maximum?: number;
  /** Of a `list`: the fields of an entry. Their conditions (`visibleWhen` …) are about the same entry. */
  items?: FieldManifest[];
  /** Of a `list`: what one entry is called, in lower case: `case`. */
  itemLabel?: string;
  /** Of a `list`: the item that a plain text stands for; `"Amount"` is `[{ "value": "Amount" }]`. */
  shorthand?: string;
};

/** An output or input of a step. */
export type PortManifest = { name: string; label: string };

/** Everything the renderer, the checker and the plan need to know of a step type: plain data, no code. */
export type StepManifest = {
  type: string;
  label: string;
  description: string;
  category: StepCategory;
  /** Name of a lucide icon. */
  icon: string;
  /** Other words an analyst may search for. */
  keywords: string[];
  shape: StepShape;
  /** A trigger has no inputs and starts the flow. */
  trigger: boolean;
  /** True when it calls nothing outside and needs no clock: such steps are fused. */
  pure: boolean;
  effect: StepEffect;
  /** The connector whose connection it needs. */
  connector?: string;
  /** The connection may be left out (`http.request`). */
  connectionOptional?: boolean;
  inputs: PortManifest[];
  outputs: PortManifest[];
  /** The step has an output for each entry of this `list` too, before `outputs`; the item at `name` names it. */
  outputsFrom?: { field: string; name: string };
  fields: FieldManifest[];
  /** One line for the step's box, with `{key}` for settings: `{SObjectName}`. */
  summary: string;
  /** Fields that the step adds to each record under its id; absent when it adds none. */
  adds?: { name: string; type: string; label?: string }[];
  /** Keys of `list` fields whose entries name all the fields of its records, the ones before being gone. */
  makes?: string[];
  /** What comes of a record depends on those that came before it: the first ones are kept (`limit`). */
  byOrder?: true;
  /** The step hands on several records for one, which a step with `gathers` can bring together again. */
  splits?: true;
  /** Key of the setting with the id of the step whose records it brings together again, or `all` (flow-format.md). */
  gathers?: string;
  /** Records that one of its calls takes at most, where it takes several. */
  batchSize?: number;
  sample?: JsonObject;
};

/**
 * The way to sign in of a connection that uses a named credential, in every connector that offers it. Its field
 * `credential` is the credential's id; the connector's common fields don't apply, since they are the credential's.
 */
export const NAMED_SCHEME = 'named';

/** One way to sign in to a system. Ids and field keys are those of flow-format.md. */
export type AuthSchemeManifest = {
  id: string;
  label: string;
  description: string;
  warning?: string;
  fields: FieldManifest[];
  /** A person grants it in the browser: `connections.authorize` comes before `create`. */
  authorizes?: true;
  /** It does so by entering a code at the service, with any browser on any device. */
  entersCode?: true;
};

/** A connector as the renderer sees it. */
export type ConnectorManifest = {
  id: string;
  version: number;
  label: string;
  icon: string;
  description: string;
  /** Fields that every scheme has (environment, base URL). */
  common: FieldManifest[];
  auth: AuthSchemeManifest[];
  /** Types of the steps it brings. */
  steps: string[];
};

/** What this installation can do: every step type and connector, by id. */
export type Catalog = { steps: StepManifest[]; connectors: ConnectorManifest[] };
