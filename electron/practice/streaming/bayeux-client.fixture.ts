import type { PracticeOrg } from '../practice-org.ts';
import { passwordForm, requestToken, startTestOrg, type TestOrg } from '../testing/client.ts';

/** A reply or an event as a test looks at it; it reads only what the message it asked for is promised to have. */
export interface Message {
  readonly channel: string;
  readonly clientId: string;
  readonly id: string;
  readonly successful?: boolean;
  readonly error: string;
  readonly subscription: string;
  readonly supportedConnectionTypes: readonly string[];
  readonly ext: { readonly replay?: boolean; readonly sfdc?: { readonly failureReason: string } };
  readonly advice: { readonly reconnect: string; readonly interval: number; readonly timeout: number };
  readonly data: {
    readonly schema: string;
    readonly payload: Readonly<Record<string, unknown>> & {
      readonly ChangeEventHeader: Readonly<Record<string, unknown>> & { readonly recordIds: readonly string[] };
    };
    readonly event: {
      readonly replayId: number;
      readonly type: string;
      readonly createdDate: string;
      readonly EventUuid: string;
    };
    readonly sobject: Readonly<Record<string, unknown>>;
  };
}

/** A POST's answer. */
export interface Posted {
  readonly status: number;
  readonly cookie: string | null;
  readonly messages: readonly Message[];
}

/** Starts an org whose connects wait only as long as a test can. */
export function startStreamingOrg(options: Parameters<typeof startTestOrg>[0] = {}): Promise<TestOrg> {
  return startTestOrg({ streamingTimeoutMs: 1_500, ...options });
}

/** Signs in the second user, who may not see everything. */
export async function signInSales(org: PracticeOrg): Promise<string> {
  const user = org.users[1];
  if (!user) throw new Error('The org has no second user.');
  const { username } = user;
  const answer = await requestToken(org.loginUrl, {
    ...passwordForm(org),
    username,
    password: user.password + user.securityToken,
  });
  return answer.json.access_token;
}

/** A client that speaks Bayeux by hand. */
export class BayeuxClient {
  readonly url: string;
  token: string;
  clientId = '';
  cookie: string | null = null;
  #count = 0;

  constructor(org: PracticeOrg, token: string, version = '64.0') {
    this.url = `${org.instanceUrl}/cometd/${version}`;
    this.token = token;
  }

  /** Sends a body as it is. */
  async post(
    body: unknown,
    init: { headers?: Record<string, string>; signal?: AbortSignal; path?: string } = {},
  ): Promise<Posted> {
    const response = await fetch(this.url + (init.path ?? ''), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.token === '' ? {} : { authorization: `OAuth ${this.token}` }),
        ...(this.cookie === null ? {} : { cookie: this.cookie }),
        ...init.headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(init.signal ? { signal: init.signal } : {}),
    });
    const messages = (await response.json()) as readonly Message[];
    return { status: response.status, cookie: response.headers.get('set-cookie'), messages };
  }

  /** A message with a fresh id. */
  message(channel: string, more: object = {}): object {
    this.#count += 1;
    return { channel, id: String(this.#count), ...(this.clientId === '' ? {} : { clientId: this.clientId }), ...more };
  }

  async #send(channel: string, more: object = {}, signal?: AbortSignal): Promise<readonly Message[]> {
    return (await this.post([this.message(channel, more)], signal ? { signal } : {})).messages;
  }

  /** Shakes hands and makes the first connect, which is answered at once. */
  async begin(): Promise<Message> {
    this.clientId = '';
    const { messages, cookie } = await this.post([
      this.message('/meta/handshake', { version: '1.0', supportedConnectionTypes: ['long-polling'] }),
    ]);
    const [reply] = messages;
    if (!reply?.successful) throw new Error(`Handshake: ${JSON.stringify(messages)}`);
    this.clientId = reply.clientId;
    this.cookie = cookie?.split(';')[0] ?? this.cookie;
    await this.connect();
    return reply;
  }

  /** Connects and resolves with reply and events. */
  connect(signal?: AbortSignal): Promise<readonly Message[]> {
    return this.#send('/meta/connect', { connectionType: 'long-polling' }, signal);
  }

  /** Subscribes, from a replay id when one is given. */
  async subscribe(subscription: string, replayId?: number | string): Promise<Message> {
    const [base = subscription] = subscription.split('?');
    const ext = replayId === undefined ? {} : { ext: { replay: { [base]: replayId } } };
    const [reply] = await this.#send('/meta/subscribe', { subscription, ...ext });
    if (!reply) throw new Error('No reply.');
    return reply;
  }

  async unsubscribe(subscription: string): Promise<readonly Message[]> {
    return this.#send('/meta/unsubscribe', { subscription });
  }

  async disconnect(): Promise<readonly Message[]> {
    return this.#send('/meta/disconnect');
  }

  /** Connects until so many events have come. */
  async events(count: number): Promise<readonly Message[]> {
    const received: Message[] = [];
    while (received.length < count) {
      const [reply, ...events] = await this.connect();
      if (!reply?.successful) throw new Error(`Connect: ${JSON.stringify(reply)}`);
      received.push(...events);
    }
    return received;
  }
}

/** Creates a record and returns its id. */
export async function create(test: TestOrg, object: string, fields: object): Promise<string> {
  const answer = await test.call('POST', `/sobjects/${object}`, fields);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.json.id;
}

/** Creates a PushTopic for accounts. */
export function createTopic(test: TestOrg, fields: object = {}): Promise<string> {
  const usual = { Name: 'Accounts', Query: 'SELECT Id, Name, Industry FROM Account', ApiVersion: 64 };
  return create(test, 'PushTopic', { ...usual, ...fields });
}
