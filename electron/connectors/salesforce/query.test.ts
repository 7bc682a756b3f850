import { afterAll, expect, it, onTestFinished } from 'vitest';
import { openGateway } from '../../host/gateway/gateway.fixture.ts';
import { startServer } from '../../node/http-server.fixture.ts';
import { createHttpTransport } from '../../node/http-transport.ts';
import { openClient, prepareStep, readAll, testCall } from '../sdk/step-run.fixture.ts';

const transport = createHttpTransport();
afterAll(() => transport.close());

/** Two pages of a service whose fields are called and filled as no org would do it. */
const pages = [
  '{"done":false,"totalSize":2,"nextRecordsUrl":"/services/data/v64.0/query/2","records":[{"attributes":{},"Id":"1","Big":9007199254740993,"__proto__":{"polluted":true}}]}',
  '{"done":true,"totalSize":2,"records":[{"Id":"2","Owner":{"Big":12345678901234567890,"Amount":0.5},"constructor":"x"}]}',
];

it('S26 a query keeps numbers with too many digits as text and says so, and fields of any name as fields', async () => {
  const left = [...pages];
  const server = await startServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(left.shift());
  });
  onTestFinished(() => server.close());
  const details = {
    connector: 'http',
    auth: 'none',
    fields: { baseUrl: server.url },
    gateway: openGateway({ transport }),
  };
  const { client } = await openClient(details);
  const runner = await prepareStep('salesforce.query', { salesforceQuery: 'SELECT Id FROM Account' }, { client });
  const call = testCall();
  const records = await readAll(runner, call);
  expect(records.map((record) => Object.entries(record))).toEqual([
    [
      ['Id', '1'],
      ['Big', '9007199254740993'],
      ['__proto__', { polluted: true }],
    ],
    [
      ['Id', '2'],
      ['Owner', { Big: '12345678901234567890', Amount: 0.5 }],
      ['constructor', 'x'],
    ],
  ]);
  expect(records.map((record) => Object.getPrototypeOf(record))).toEqual([Object.prototype, Object.prototype]);
  expect(call.warnings.map(({ code }) => code)).toEqual(['LONG_NUMBER', 'LONG_NUMBER']);
});
