import { describe, expect, it } from 'vitest';
import { knownServiceCodes } from '../../electron/connectors/salesforce/errors.ts';
import { type ErrorCode, errorCatalogue, MillraceError } from '../errors/index.ts';
import type { JsonObject } from '../json/json.ts';
import type { CodeEntry } from './catalogue/entry.ts';
import { failureCatalogue } from './catalogue.ts';
import { explainFailure, findEntry } from './explain-failure.ts';
import { type FailureContext, remedyCommands } from './failure.ts';
import { connectionTexts } from './texts/connections.ts';
import { fileTexts } from './texts/files.ts';
import { flowTexts } from './texts/flows.ts';
import { recordTexts } from './texts/records.ts';
import { runTexts } from './texts/runs.ts';
import { serviceTexts } from './texts/services.ts';
import { failureTexts } from './texts.ts';
import { countWords, fillWithin, MOST_WORDS } from './words.ts';

const crm = { id: 'c1', name: 'Acme Production' };
const contact = { id: 'contact', name: 'Create contact', type: 'salesforce.create', connection: crm };

/** Facts as long as they come: what a service, a person or a file may put into any place of a text. */
const long = Array.from({ length: 60 }, (_, n) => `word${n}`).join(' ');
const everyFact = (): JsonObject => {
  const templates = JSON.stringify([errorCatalogue, failureTexts]);
  const names = [...templates.matchAll(/\{(\w+)[:}]/g)].flatMap(([, name]) => name ?? []);
  return Object.fromEntries(
    names.map((name) => [name, ['seconds', 'attempts', 'count'].includes(name) ? 1_234 : long]),
  );
};

const codes = Object.keys(errorCatalogue) as ErrorCode[];
const entries = codes.flatMap((code): [ErrorCode, CodeEntry][] => {
  const entry = failureCatalogue[code];
  return 'outsideRuns' in entry ? [] : [[code, entry]];
});

/** Errors that reach every entry and every case of the catalogue. */
const occurrences = (data: JsonObject): MillraceError[] =>
  entries.flatMap(([code, entry]) => {
    const cases = (entry.cases ?? []).flatMap(({ errorCode = [], reason = [], status = [], doubtful }) => [
      ...(doubtful ? [{ doubtful: true }] : []),
      ...errorCode.map((value) => ({ errorCode: value })),
      ...reason.map((value) => ({ reason: value })),
      ...status.map((value) => ({ status: value })),
    ]);
    return [{}, ...cases].map((facts) => new MillraceError(code, { ...data, ...facts }));
  });

const contexts: FailureContext[] = [
  {},
  { step: { id: 'read', name: 'Get leads', type: 'files.read' } },
  { step: contact, failed: 3 },
  { step: { ...contact, name: long, connection: { id: 'c2', name: long } }, failed: 12 },
];

describe('the failure catalogue (B6)', () => {
  it('tells every code in at most 30 words a text, whatever a service, a file or a person put into it', () => {
    for (const error of [...occurrences({}), ...occurrences(everyFact())]) {
      for (const context of contexts) {
        const { title, cause, done, fix } = explainFailure(error.describe(), context);
        for (const text of [title, cause, done, fix])
          expect(countWords(text), `${error.code}: ${text}`).toBeLessThanOrEqual(MOST_WORDS);
        expect(title, error.code).not.toBe('');
      }
    }
  });

  it('leaves no place of a text open, shows no code in a title and no empty quotes', () => {
    for (const error of [...occurrences({ detail: 'It was closed.', field: 'Email' }), ...occurrences(everyFact())]) {
      const { title, cause, fix } = explainFailure(error.describe(), { step: contact, failed: 1 });
      for (const text of [title, cause, fix]) expect(text, error.code).not.toMatch(/\{\w+|“”|undefined|\?\?/);
      expect(title).not.toContain(error.code);
    }
  });

  it('offers something for every code, only what the place has what it needs for, and never the same twice', () => {
    for (const error of occurrences(everyFact())) {
      for (const context of contexts) {
        const { remedies } = explainFailure(error.describe(), context);
        const commands = remedies.map(({ command }) => command);
        expect(commands.at(-1)).toBe('copy-details');
        expect(new Set(commands).size).toBe(commands.length);
        for (const { command, label } of remedies) {
          expect(label).not.toBe('');
          if (['open-connection', 'test-connection', 'reconnect'].includes(command))
            expect(context.step?.connection).toBeDefined();
          if (['edit-step', 'filter-out', 'convert-value'].includes(command)) expect(context.step).toBeDefined();
        }
      }
    }
  });

  it('has an entry for every code of Salesforce that the connector knows', () => {
    const told = new Set(entries.flatMap(([, { cases = [] }]) => cases.flatMap(({ errorCode = [] }) => errorCode)));
    expect(knownServiceCodes().filter((code) => !told.has(code))).toEqual([]);
  });

  it('has no text that no entry uses', () => {
    const used = new Set(
      entries.flatMap(([, entry]) => [entry, ...(entry.cases ?? [])].map(({ text }): string => text)),
    );
    expect(Object.keys(failureTexts).filter((key) => !used.has(key))).toEqual([]);
  });

  it('gives no two texts the same name, so that none hides another', () => {
    const groups = [connectionTexts, fileTexts, flowTexts, recordTexts, runTexts, serviceTexts];
    const keys = groups.flatMap((group) => Object.keys(group));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('offers every remedy somewhere', () => {
    const offered = new Set(
      entries.flatMap(([, entry]) => [entry, ...(entry.cases ?? [])].flatMap((one) => one.remedies)),
    );
    expect(remedyCommands.filter((command) => !offered.has(command))).toEqual([]);
  });

  it('says whole sentences: each begins with a capital, a quote, a number or a name, and ends as one', () => {
    for (const error of occurrences(everyFact())) {
      const { title, cause, fix } = explainFailure(error.describe(), { failed: 1 });
      for (const text of [title, cause, fix]) expect(text, error.code).not.toMatch(/^the /);
      expect(title, error.code).not.toMatch(/\.$/);
    }
    for (const [key, { cause, fix }] of Object.entries(failureTexts)) {
      for (const text of [cause, fix]) expect(text, key).toMatch(/[.}]$/);
    }
  });

  it('shows no secret that stands beside the facts it tells', () => {
    const canary = 'canary-7f3a';
    const secrets = {
      password: canary,
      token: canary,
      secret: canary,
      headers: { authorization: canary },
      body: canary,
    };
    for (const error of occurrences({ ...everyFact(), ...secrets })) {
      for (const context of contexts) {
        const { error: _, ...told } = explainFailure(error.describe(), context);
        expect(JSON.stringify(told), error.code).not.toContain(canary);
      }
    }
  });

  it('is the same for the same failure', () => {
    const error = new MillraceError('CONNECTION_ERROR', {
      host: 'crm.example',
      detail: 'It refused the connection.',
    }).describe();
    expect(explainFailure(error, { step: contact })).toEqual(explainFailure(error, { step: contact }));
  });
});

describe('the cases of ui.md §9.2', () => {
  const told = (code: ErrorCode, data: JsonObject) => {
    const { title, cause, fix, remedies } = explainFailure(new MillraceError(code, data).describe(), {
      step: contact,
      failed: 1,
    });
    return { title, cause, fix, offers: remedies.map(({ label }) => label) };
  };

  it.each<[ErrorCode, JsonObject, string, string]>([
    ['MISSING_INPUT', { field: 'Object', key: 'SObjectName' }, 'A required value was empty', 'Fix in editor'],
    [
      'INVALID_INPUT',
      { field: 'Limit', key: 'limit', expected: 'number', detail: 'It must be a number, but it is the text “n/a”.' },
      'A value has the wrong type',
      'Convert',
    ],
    ['REQUEST_TIMEOUT', { system: 'Salesforce', seconds: 60, phase: 'headers' }, 'Salesforce took too long', 'Retry'],
    [
      'REQUEST_TIMEOUT',
      { system: 'Salesforce', seconds: 60, phase: 'headers' },
      'Salesforce took too long',
      'Increase timeout',
    ],
    ['STEP_TIMEOUT', { step: 'Create contact', seconds: 60 }, '“Create contact” took too long', 'Increase timeout'],
    [
      'CIRCUIT_BREAKER_OPEN',
      { host: 'crm.example', attempts: 5, seconds: 30 },
      'Stopped after 5 failed attempts',
      'Test connection',
    ],
    [
      'MISSING_TOKEN',
      { system: 'Salesforce', detail: 'The sign-in expired.', reason: 'session-expired' },
      'Not signed in to Salesforce',
      'Reconnect',
    ],
    [
      'CONNECTION_ERROR',
      { host: 'crm.example', detail: 'It refused the connection.' },
      'Can’t reach crm.example',
      'Test connection',
    ],
    ['UNKNOWN_ERROR', { detail: 'a defect' }, 'Something unexpected happened in “Create contact”', 'Copy details'],
    [
      'LIMIT_EXCEEDED',
      { system: 'Salesforce', detail: 'TotalRequests Limit exceeded.' },
      'Salesforce has no calls left',
      'Open connection',
    ],
    [
      'PERMISSION_MISSING',
      { system: 'Salesforce', detail: 'No access to Invoice__c.' },
      'Salesforce doesn’t allow this',
      'Open connection',
    ],
    [
      'SERVICE_REFUSED',
      { system: 'Salesforce', status: 404, detail: 'No such record.' },
      'Salesforce didn’t find it',
      'Fix in editor',
    ],
    [
      'DUPLICATE_RECORD',
      { system: 'Salesforce', detail: 'duplicate value found.' },
      'Salesforce already has this record',
      'Fix in editor',
    ],
  ])('%s %j reads “%s” and offers “%s”', (code, data, title, offer) => {
    expect(told(code, data)).toMatchObject({ title, offers: expect.arrayContaining([offer]) });
  });

  it('never offers to repeat a write that may have been carried out', () => {
    for (const code of ['CONNECTION_ERROR', 'REQUEST_TIMEOUT', 'SERVICE_FAILED'] as const) {
      const { title, offers } = told(code, { host: 'crm.example', sent: true, doubtful: true, phase: 'headers' });
      expect({ title, offers }).toEqual({
        title: 'It isn’t known whether this was done',
        offers: ['Open connection', 'Copy details'],
      });
    }
  });

  it('names field and value of an email address that Salesforce refuses', () => {
    const data = {
      system: 'Salesforce',
      errorCode: 'INVALID_EMAIL_ADDRESS',
      field: 'Email',
      value: 'n/a',
      key: 'salesforcePayload',
      detail: 'Email: invalid email address: n/a',
    };
    expect(told('RECORD_REFUSED', data)).toMatchObject({
      cause: '“Email” is “n/a”, which Salesforce doesn’t accept as an email address.',
      fix: 'Filter out records without a valid email, or map another field.',
    });
  });

  it('takes the field of the setting, the doubled limit and the connection along with its commands', () => {
    const ask = (code: ErrorCode, data: JsonObject) =>
      Object.fromEntries(
        explainFailure(new MillraceError(code, data).describe(), { step: contact, failed: 2 }).remedies.map(
          (remedy) => [remedy.command, remedy.arguments],
        ),
      );
    expect(ask('STEP_TIMEOUT', { seconds: 45 })['increase-timeout']).toEqual({ step: 'contact', seconds: 90 });
    expect(ask('REQUEST_TIMEOUT', { host: 'a', seconds: 30, phase: 'connect' })['increase-timeout']).toEqual({
      connection: 'c1',
      field: 'connectionTimeout',
    });
    expect(ask('MISSING_INPUT', { field: 'Object', key: 'SObjectName' })).toMatchObject({
      'edit-step': { step: 'contact', field: 'SObjectName' },
      'retry-failures': { step: 'contact' },
    });
    expect(ask('FILE_NOT_FOUND', { path: '/data/leads.csv', folder: '/data' })['open-file-folder']).toEqual({
      path: '/data/leads.csv',
    });
  });
});

describe('filling a text', () => {
  it('shares the words among the facts, the short ones whole', () => {
    const text = fillWithin('“{field}” is “{value}”, which won’t do.', { field: 'Email', value: long });
    expect(countWords(text)).toBeGreaterThan(MOST_WORDS - 3);
    expect(text).toMatch(/^“Email” is “word0 word1 .*…”, which won’t do\.$/);
  });

  it('cuts one endless word, counts the words that go with a number, and sets one full stop', () => {
    expect(fillWithin('{a}', { a: 'x'.repeat(5_000) }).length).toBeLessThan(70);
    const path = `/data/${'folder/'.repeat(20)}leads.csv`;
    expect(fillWithin('There is no “{path}”: it was removed.', { path })).toMatch(
      /^There is no “\/data\/\S+…\S+leads\.csv”: it was removed\.$/,
    );
    expect(fillWithin('{n:time|times}, {n:time|times}', { n: '1' })).toBe('1 time, 1 time');
    expect(fillWithin('Because {detail}.', { detail: 'it broke.' })).toBe('Because it broke.');
    const above = '../../.leads.csv';
    expect(fillWithin('It looked for {path} in “{path}”.', { path: above })).toBe(
      `It looked for ${above} in “${above}”.`,
    );
  });

  it('never reads a place out of a fact', () => {
    expect(fillWithin('{a} {b}', { a: '{b} $& $1', b: 'two' })).toBe('{b} $& $1 two');
  });
});

it('finds the case before the code', () => {
  expect(findEntry(new MillraceError('SERVICE_FAILED', { status: 429 }).describe())?.text).toBe('askedTooOften');
  expect(findEntry(new MillraceError('SERVICE_FAILED', { status: 500 }).describe())?.text).toBe('serviceFailed');
});
