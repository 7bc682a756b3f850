import { type PracticeOrg, type PracticeOrgOptions, startPracticeOrg } from '../practice-org.ts';

/** A record, or the result of a write, in a body. */
export interface BodyItem {
  readonly Id: string;
  readonly Name: string;
  readonly [name: string]: unknown;
}

/** An error of one record in a body. */
export interface ErrorItem {
  readonly statusCode: string;
  readonly message: string;
}

/** One entry of an array body: an error, or the result of one write of a collection. */
export interface BodyEntry {
  readonly errorCode: string;
  readonly message: string;
  readonly version: string;
  readonly success: boolean;
  readonly errors: readonly ErrorItem[] & { readonly 0: ErrorItem };
}

/** An object in describe global. */
export interface ObjectSummary {
  readonly name: string;
  readonly urls: { readonly rowTemplate: string };
}

/** What bodies may hold. A test reads only the members that the body it asked for is promised to have. */
export interface Body extends ReadonlyArray<BodyEntry> {
  readonly 0: BodyEntry;
  readonly 1: BodyEntry;
  readonly attributes: unknown;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly error_description: string;
  readonly issued_at: string;
  readonly signature: string;
  readonly id: string;
  readonly identity: string;
  readonly error: string;
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl: string;
  readonly records: readonly BodyItem[] & { readonly 0: BodyItem };
  readonly recentItems: readonly BodyItem[];
  readonly objectDescribe: { readonly name: string };
  readonly sobjects: readonly ObjectSummary[] & { readonly 0: ObjectSummary };
  readonly fields: readonly { readonly name: string }[];
  readonly childRelationships: readonly { readonly relationshipName: string }[];
  readonly DailyApiRequests: { readonly Max: number; readonly Remaining: number };
}

/** An answer as a test looks at it; `json` is null, against its type, when the body is empty or not JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Body;
}

/** A started org with one signed-in caller. */
export interface TestOrg {
  readonly org: PracticeOrg;
  readonly token: string;
  /** Calls a REST resource below `/services/data/v64.0`; an object body is sent as JSON, text as it is. */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Runs a query. */
  query(soql: string): Promise<Answer>;
  /** Makes a control call. */
  control(name: string, settings?: unknown): Promise<Answer>;
}

/** Sends a request and reads the whole answer. */
export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') && text !== '';
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}

/** Asks a host for a token with these form fields. */
export function requestToken(baseUrl: string, form: Record<string, string>, headers = {}): Promise<Answer> {
  return send(`${baseUrl}/services/oauth2/token`, { method: 'POST', headers, body: new URLSearchParams(form) });
}

/** The form of a password grant that succeeds. */
export function passwordForm(org: PracticeOrg): Record<string, string> {
  const [user] = org.users;
  const [client] = org.clients;
  if (!user || !client) throw new Error('The org has no user or no client.');
  return {
    grant_type: 'password',
    client_id: client.clientId,
    client_secret: client.clientSecret,
    username: user.username,
    password: user.password + user.securityToken,
  };
}

/** Starts an org and signs in. */
export async function startTestOrg(options: PracticeOrgOptions = {}): Promise<TestOrg> {
  const org = await startPracticeOrg(options);
  const token: string = (await requestToken(org.loginUrl, passwordForm(org))).json.access_token;
  const call: TestOrg['call'] = (method, path, body, headers = {}) =>
    send(`${org.instanceUrl}/services/data/v64.0${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    org,
    token,
    call,
    query: (soql) => call('GET', `/query?q=${encodeURIComponent(soql)}`),
    control: (name, settings) =>
      send(`${org.controlUrl}/${name}`, { method: 'POST', body: JSON.stringify(settings ?? {}) }),
  };
}
