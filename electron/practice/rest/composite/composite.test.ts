import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestOrg, type TestOrg } from '../../testing/client.ts';

let test: TestOrg;
const base = '/services/data/v64.0';

beforeAll(async () => {
  test = await startTestOrg();
});
beforeEach(() => test.org.reset());
afterAll(() => test.org.close());

interface Result {
  readonly body: unknown;
  readonly httpStatusCode: number;
  readonly httpHeaders: Record<string, string>;
  readonly referenceId: string;
}

const post = async (path: string, body: unknown) => {
  const { status, json, headers } = await test.call('POST', path, body);
  return { status, headers, json: json as unknown as Record<string, unknown> & { compositeResponse: Result[] } };
};
const part = (referenceId: string, method: string, url: string, body?: unknown) => ({
  referenceId,
  method,
  url: `${base}${url}`,
  ...(body === undefined ? {} : { body }),
});
const count = async (object: string) => (await test.query(`SELECT count() FROM ${object}`)).json.totalSize;

describe('a composite call', () => {
  it('lets parts use the results of earlier ones, in addresses and bodies', async () => {
    const { status, json } = await post('/composite', {
      compositeRequest: [
        part('acme', 'POST', '/sobjects/Account', { Name: 'Acme & Söhne' }),
        part('person', 'POST', '/sobjects/Contact', { LastName: 'P of @{acme.id}!', AccountId: '@{acme.id}' }),
        part('read', 'GET', '/sobjects/Account/@{acme.id}?fields=Name,NumberOfEmployees'),
        part('found', 'GET', "/query?q=SELECT+Id+FROM+Account+WHERE+Name='@{read.Name}'"),
        part('change', 'PATCH', '/sobjects/Account/@{found.records[0].Id}', { Site: '@{read.Name}' }),
      ],
    });
    expect(status).toBe(200);
    const [acme, person, read, found, change] = json.compositeResponse;
    const id = (acme?.body as { id: string } | undefined)?.id ?? '';
    expect(acme).toEqual({
      body: { id, success: true, errors: [] },
      httpHeaders: { Location: `${base}/sobjects/Account/${id}` },
      httpStatusCode: 201,
      referenceId: 'acme',
    });
    expect(person?.httpStatusCode).toBe(201);
    expect(read?.body).toMatchObject({ Name: 'Acme & Söhne' });
    expect(found?.body).toMatchObject({ totalSize: 1, records: [{ Id: id }] });
    expect(change).toEqual({ body: null, httpHeaders: {}, httpStatusCode: 204, referenceId: 'change' });
    const contact = (await test.query(`SELECT LastName FROM Contact WHERE AccountId = '${id}'`)).json.records[0];
    expect(contact.LastName).toBe(`P of ${id}!`);
    expect((await test.call('GET', `/sobjects/Account/${id}?fields=Site`)).json).toMatchObject({
      Site: 'Acme & Söhne',
    });
  });

  it('answers a reference that leads nowhere with 400, and goes on', async () => {
    const { json } = await post('/composite', {
      compositeRequest: [
        part('bad', 'POST', '/sobjects/Account', {}),
        part('lost', 'POST', '/sobjects/Contact', { LastName: 'x', AccountId: '@{bad.id}' }),
        part('far', 'GET', '/sobjects/Account/@{lost[3].nothing}'),
        part('fine', 'POST', '/sobjects/Account', { Name: 'Fine' }),
      ],
    });
    expect(json.compositeResponse.map(({ httpStatusCode }) => httpStatusCode)).toEqual([400, 400, 400, 201]);
    expect(json.compositeResponse[0]?.body).toMatchObject([{ errorCode: 'REQUIRED_FIELD_MISSING' }]);
    expect(json.compositeResponse[1]?.body).toEqual([
      {
        errorCode: 'PROCESSING_HALTED',
        message: 'Invalid reference specified. No value for bad.id found in bad',
      },
    ]);
  });

  it('undoes everything with allOrNone when one part fails', async () => {
    const { status, json } = await post('/composite', {
      allOrNone: true,
      compositeRequest: [
        part('one', 'POST', '/sobjects/Account', { Name: 'One' }),
        part('two', 'POST', '/sobjects/Contact', { AccountId: '@{one.id}' }),
        part('three', 'POST', '/sobjects/Account', { Name: 'Three' }),
      ],
    });
    expect(status).toBe(200);
    const halted = [
      {
        errorCode: 'PROCESSING_HALTED',
        message: 'The transaction was rolled back since another operation in the same transaction failed.',
      },
    ];
    expect(json.compositeResponse.map(({ body }) => body)).toEqual([
      halted,
      [expect.objectContaining({ errorCode: 'REQUIRED_FIELD_MISSING' })],
      halted,
    ]);
    expect(json.compositeResponse.every(({ httpStatusCode }) => httpStatusCode === 400)).toBe(true);
    expect(await count('Account')).toBe(200);
  });

  it('counts as one call', async () => {
    const before = (await test.call('GET', '/limits')).json.DailyApiRequests.Remaining;
    const parts = Array.from({ length: 20 }, (_, index) => part(`r${index}`, 'GET', '/limits'));
    await post('/composite', { compositeRequest: parts });
    expect((await test.call('GET', '/limits')).json.DailyApiRequests.Remaining).toBe(before - 2);
  });

  it.each([
    ['too many parts', Array.from({ length: 26 }, (_, index) => part(`r${index}`, 'GET', '/limits')), 'LIMIT_EXCEEDED'],
    [
      'too many queries',
      Array.from({ length: 6 }, (_, index) => part(`r${index}`, 'GET', '/query?q=SELECT+Id+FROM+Lead')),
      'LIMIT_EXCEEDED',
    ],
    ['the same reference id twice', [part('a', 'GET', '/limits'), part('a', 'GET', '/limits')], 'INVALID_INPUT'],
    ['a reference id with other characters', [part('a-b', 'GET', '/limits')], 'INVALID_INPUT'],
    ['no parts', [], 'JSON_PARSER_ERROR'],
    ['parts that are no objects', [1, null], 'JSON_PARSER_ERROR'],
    ['a part without an address', [{ method: 'GET', referenceId: 'a' }], 'JSON_PARSER_ERROR'],
  ])('is refused for %s', async (_case, compositeRequest, errorCode) => {
    const { status, json } = await post('/composite', { compositeRequest });
    expect([status, json]).toEqual([400, [expect.objectContaining({ errorCode })]]);
  });

  it('does not hold another composite call, retired versions or other hosts', async () => {
    const { json } = await post('/composite', {
      compositeRequest: [
        part('nested', 'POST', '/composite', { compositeRequest: [] }),
        part('tree', 'POST', '/composite/tree/Account', {}),
        { referenceId: 'old', method: 'GET', url: '/services/data/v20.0/limits' },
        { referenceId: 'new', method: 'GET', url: '/services/data/v99.0/limits' },
        { referenceId: 'other', method: 'GET', url: 'http://example.com/x' },
        part('wrong', 'PUT', '/limits'),
        part('records', 'POST', '/composite/sobjects', { records: [] }),
      ],
    });
    expect(json.compositeResponse.map(({ httpStatusCode }) => httpStatusCode)).toEqual([
      400, 400, 410, 404, 404, 405, 200,
    ]);
  });

  it('never fails on whatever its parts are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.dictionary(fc.constantFrom('referenceId', 'method', 'url', 'body', 'httpHeaders'), fc.jsonValue()),
          { maxLength: 4 },
        ),
        async (compositeRequest) => {
          const { status } = await post('/composite', { compositeRequest });
          expect([200, 400]).toContain(status);
        },
      ),
      { numRuns: 40 },
    );
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const parts = `[{"method":"POST","url":"v64.0/sobjects/Account","referenceId":"a","body":${deep},"richInput":${deep}}]`;
    for (const path of ['/composite', '/composite/batch', '/composite/tree/Account']) {
      const answer = await test.call(
        'POST',
        path,
        `{"compositeRequest":${parts},"batchRequests":${parts},"records":${deep}}`,
      );
      expect([answer.status, answer.json[0].errorCode]).toEqual([400, 'JSON_PARSER_ERROR']);
    }
  });
});

describe('a call of graphs', () => {
  it('saves each graph as a whole or not at all', async () => {
    const { status, json } = await post('/composite/graph', {
      graphs: [
        {
          graphId: 'good',
          compositeRequest: [
            part('a', 'POST', '/sobjects/Account', { Name: 'Good' }),
            part('c', 'POST', '/sobjects/Contact/', { LastName: 'Good', AccountId: '@{a.id}' }),
          ],
        },
        {
          graphId: 'bad',
          compositeRequest: [
            part('a', 'POST', '/sobjects/Account', { Name: 'Bad' }),
            part('c', 'POST', '/sobjects/Contact', { AccountId: '@{a.id}' }),
          ],
        },
      ],
    });
    expect(status).toBe(200);
    expect(json.graphs).toEqual([
      {
        graphId: 'good',
        isSuccessful: true,
        graphResponse: {
          compositeResponse: [
            expect.objectContaining({ httpStatusCode: 201 }),
            expect.objectContaining({ httpStatusCode: 201 }),
          ],
        },
      },
      {
        graphId: 'bad',
        isSuccessful: false,
        graphResponse: {
          compositeResponse: [
            expect.objectContaining({ body: [expect.objectContaining({ errorCode: 'PROCESSING_HALTED' })] }),
            expect.objectContaining({ body: [expect.objectContaining({ errorCode: 'REQUIRED_FIELD_MISSING' })] }),
          ],
        },
      },
    ]);
    expect(await count('Account')).toBe(201);
  });

  it('is refused with too many graphs or nodes, or a graph id twice', async () => {
    const graph = (graphId: string, nodes: number) => ({
      graphId,
      compositeRequest: Array.from({ length: nodes }, (_, index) => part(`r${index}`, 'GET', '/limits')),
    });
    const code = async (graphs: unknown) => (await test.call('POST', '/composite/graph', { graphs })).json[0].errorCode;
    expect(await code(Array.from({ length: 76 }, (_, index) => graph(`g${index}`, 1)))).toBe('LIMIT_EXCEEDED');
    expect(await code([graph('a', 300), graph('b', 201)])).toBe('LIMIT_EXCEEDED');
    expect(await code([graph('a', 1), graph('a', 1)])).toBe('INVALID_INPUT');
  });
});

describe('a batch', () => {
  it('answers each part by itself', async () => {
    const { status, json } = await post('/composite/batch', {
      batchRequests: [
        { method: 'POST', url: 'v64.0/sobjects/Account', richInput: { Name: 'B' } },
        { method: 'GET', url: 'v64.0/sobjects/Nothing' },
        { method: 'GET', url: `${base}/limits` },
      ],
    });
    expect(status).toBe(200);
    expect(json).toEqual({
      hasErrors: true,
      results: [
        { statusCode: 201, result: expect.objectContaining({ success: true }) },
        { statusCode: 404, result: [expect.objectContaining({ errorCode: 'NOT_FOUND' })] },
        { statusCode: 200, result: expect.objectContaining({ DailyApiRequests: expect.anything() }) },
      ],
    });
  });

  it('stops at the first error when asked to', async () => {
    const part = { method: 'GET', url: 'v64.0/sobjects/Nothing' };
    const { json } = await post('/composite/batch', { haltOnError: true, batchRequests: [part, part] });
    expect(json).toMatchObject({
      hasErrors: true,
      results: [{ statusCode: 404 }, { statusCode: 412, result: [{ errorCode: 'BATCH_PROCESSING_HALTED' }] }],
    });
    const many = await test.call('POST', '/composite/batch', { batchRequests: Array.from({ length: 26 }, () => part) });
    expect([many.status, many.json[0].errorCode]).toEqual([400, 'LIMIT_EXCEEDED']);
  });
});

describe('a tree', () => {
  const account = (referenceId: string, more: object = {}) => ({
    attributes: { type: 'Account', referenceId },
    Name: referenceId,
    ...more,
  });
  const contact = (referenceId: string, more: object = {}) => ({
    attributes: { type: 'Contact', referenceId },
    LastName: referenceId,
    ...more,
  });

  it('creates records with their children, level by level', async () => {
    const { status, json } = await post('/composite/tree/Account', {
      records: [account('a1', { contacts: { records: [contact('c1'), contact('c2')] } }), account('a2')],
    });
    expect(status).toBe(201);
    expect(json).toEqual({
      hasErrors: false,
      results: ['a1', 'a2', 'c1', 'c2'].map((referenceId) => ({ referenceId, id: expect.stringMatching(/^00[13]/) })),
    });
    const [parent] = json.results as { id: string }[];
    expect((await test.query(`SELECT count() FROM Contact WHERE AccountId = '${parent?.id}'`)).json.totalSize).toBe(2);
  });

  it('creates nothing when one record is wrong, and names only that one', async () => {
    const { status, json } = await post('/composite/tree/account', {
      records: [
        account('a1', { Contacts: { records: [contact('c1', { Email: 'wrong' }), contact('c2', { Foo: 1 })] } }),
      ],
    });
    expect([status, json]).toEqual([
      400,
      {
        hasErrors: true,
        results: [
          {
            referenceId: 'c1',
            errors: [
              {
                statusCode: 'INVALID_EMAIL_ADDRESS',
                message: 'Email: invalid email address: wrong',
                fields: ['Email'],
              },
            ],
          },
          { referenceId: 'c2', errors: [expect.objectContaining({ statusCode: 'INVALID_FIELD' })] },
        ],
      },
    ]);
    expect(await count('Account')).toBe(200);
  });

  it('is refused for reference ids that are missing or used twice, wrong types, and too much of it', async () => {
    const codes = async (records: unknown[]) => {
      const { status, json } = await post('/composite/tree/Account', { records });
      const results = (json.results ?? []) as { errors: { statusCode: string }[] }[];
      return [status, ...results.map(({ errors }) => errors[0]?.statusCode)];
    };
    expect(await codes([account('a'), account('a')])).toEqual([400, 'INVALID_INPUT', 'INVALID_INPUT']);
    expect(await codes([{ attributes: { type: 'Account' }, Name: 'x' }])).toEqual([400, 'INVALID_INPUT']);
    expect(await codes([contact('c')])).toEqual([400, 'INVALID_TYPE']);
    const many = Array.from({ length: 201 }, (_, index) => account(`a${index}`));
    expect((await test.call('POST', '/composite/tree/Account', { records: many })).json[0].errorCode).toBe(
      'LIMIT_EXCEEDED',
    );
    let deep = account('a0');
    for (let level = 1; level < 6; level += 1) deep = account(`a${level}`, { ChildAccounts: { records: [deep] } });
    expect((await test.call('POST', '/composite/tree/Account', { records: [deep] })).json[0].errorCode).toBe(
      'INVALID_INPUT',
    );
    for (const body of [{}, { records: {} }, { records: [1] }, []]) {
      expect((await test.call('POST', '/composite/tree/Account', body)).status).toBe(400);
    }
  });
});
