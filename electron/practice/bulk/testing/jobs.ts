import { type Answer, send, type TestOrg } from '../../testing/client.ts';

/** A job as a test looks at it. */
export interface Job {
  readonly id: string;
  readonly state: string;
  readonly errorMessage?: string;
  readonly [name: string]: unknown;
}

/** The calls of Bulk API 2.0, and of v1 by `classic`, for one signed-in caller. */
export interface BulkCaller {
  make(kind: 'ingest' | 'query', settings: unknown): Promise<Answer & { readonly job: Job }>;
  upload(id: string, csv: string | Uint8Array, contentType?: string): Promise<Answer>;
  setState(kind: 'ingest' | 'query', id: string, state: string): Promise<Answer>;
  /** Asks until the job is at its end. */
  finish(kind: 'ingest' | 'query', id: string): Promise<Job>;
  /** One of the three result files. */
  result(id: string, name: string): Promise<string>;
  /** Makes an ingest job, uploads, closes and waits. */
  load(settings: object, csv: string | Uint8Array): Promise<Job>;
  /** Makes a v1 call below `/services/async/64.0`. */
  classic(method: string, path: string, body?: string | Uint8Array, headers?: Record<string, string>): Promise<Answer>;
}

/** Makes the calls for a caller; the org's usual one when no token is given. */
export function bulkCaller(test: TestOrg, token: string = test.token): BulkCaller {
  const call = (method: string, path: string, body?: string | Uint8Array, type = 'application/json') =>
    send(`${test.org.instanceUrl}/services/data/v64.0/jobs${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body: body as BodyInit }),
    });
  const caller: BulkCaller = {
    make: async (kind, settings) => {
      const answer = await call('POST', `/${kind}`, JSON.stringify(settings));
      return { ...answer, job: answer.json as unknown as Job };
    },
    upload: (id, csv, contentType = 'text/csv') => call('PUT', `/ingest/${id}/batches`, csv, contentType),
    setState: (kind, id, state) => call('PATCH', `/${kind}/${id}`, JSON.stringify({ state })),
    finish: async (kind, id) => {
      for (;;) {
        const job = (await call('GET', `/${kind}/${id}`)).json as unknown as Job;
        if (!['Open', 'UploadComplete', 'InProgress'].includes(job.state)) return job;
      }
    },
    result: async (id, name) => (await call('GET', `/ingest/${id}/${name}`)).text,
    load: async (settings, csv) => {
      const { id } = (await caller.make('ingest', settings)).job;
      await caller.upload(id, csv);
      await caller.setState('ingest', id, 'UploadComplete');
      return caller.finish('ingest', id);
    },
    classic: (method, path, body, headers = {}) =>
      send(`${test.org.instanceUrl}/services/async/64.0${path}`, {
        method,
        headers: { 'x-sfdc-session': token, ...headers },
        ...(body === undefined ? {} : { body: body as BodyInit }),
      }),
  };
  return caller;
}
