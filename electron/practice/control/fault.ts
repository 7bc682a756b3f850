import { notFound } from '../api-error.ts';
import { describeFault } from '../faults/fault.ts';
import type { Faults, WaitingFault } from '../faults/faults.ts';
import { faultSettings, oftenest, readFault } from '../faults/read-fault.ts';
import type { Control, ControlField, ControlForm } from './registry.ts';
import { readCount, refuseOthers } from './settings.ts';

const path = (initial: string): ControlField => ({
  name: 'path',
  label: 'Path (* for anything)',
  kind: 'text',
  initial,
  detail: true,
});
const times: ControlField = { name: 'times', label: 'How many requests', kind: 'number', initial: '1' };
const skip: ControlField = { name: 'skip', label: 'After letting pass', kind: 'number', initial: '0', detail: true };
const method: ControlField = {
  name: 'method',
  label: 'Method',
  kind: 'choice',
  choices: () => [['', 'Any'], 'GET', 'POST', 'PATCH', 'PUT', 'DELETE'],
  optional: true,
  detail: true,
};
const matching = [times, path('/services/data/*'), method, skip];

const forms: readonly ControlForm[] = [
  {
    group: 'Answers',
    title: 'Slow answers',
    explanation: 'Requests wait before they are carried out, long enough for a client to give up.',
    button: 'Make slow',
    fields: [{ name: 'delayMs', label: 'Milliseconds', kind: 'number', initial: '5000' }, ...matching],
  },
  {
    group: 'Answers',
    title: 'Answers in drops',
    explanation: 'The real answer arrives slowly, a few bytes at a time.',
    button: 'Drip',
    fields: [
      { name: 'drip.bytes', label: 'Bytes at a time', kind: 'number', initial: '16' },
      { name: 'drip.everyMs', label: 'Every so many ms', kind: 'number', initial: '100' },
      ...matching,
    ],
  },
  {
    group: 'Answers',
    title: 'Connection cut before',
    explanation: 'The connection ends before the request is looked at. Nothing was done.',
    button: 'Cut before',
    fields: matching,
    fixed: { cut: 'before' },
  },
  {
    group: 'Answers',
    title: 'Connection cut after writing',
    explanation: 'The request is carried out in full, then the connection ends without an answer.',
    button: 'Cut after',
    fields: [
      path('/services/data/*'),
      { ...method, choices: () => ['POST', 'PATCH', 'PUT', 'DELETE', 'GET'] },
      times,
      skip,
    ],
    fixed: { cut: 'after' },
  },
  {
    group: 'Answers',
    title: 'Web page instead of JSON',
    explanation: 'A maintenance page in HTML is answered where a client expects JSON.',
    button: 'Answer with a page',
    fields: [{ name: 'status', label: 'Status', kind: 'number', initial: '503' }, ...matching],
    fixed: { html: true },
  },
  {
    group: 'Answers',
    title: 'Server error',
    explanation: 'An error is answered and nothing is done.',
    button: 'Answer with an error',
    fields: [{ name: 'status', label: 'Status', kind: 'number', initial: '500' }, ...matching],
    fixed: { body: [{ message: 'An unexpected error occurred. (practice)', errorCode: 'UNKNOWN_EXCEPTION' }] },
  },
  {
    group: 'Answers',
    title: 'Record locked',
    explanation: 'A write is refused with UNABLE_TO_LOCK_ROW, which goes away when it is tried again.',
    button: 'Lock rows',
    fields: [times, path('/services/data/*/sobjects/*'), skip],
    fixed: {
      status: 400,
      body: [{ message: 'unable to obtain exclusive access to this record', errorCode: 'UNABLE_TO_LOCK_ROW' }],
    },
  },
];

/** `POST fault` sets a failure. */
export function faultControl(faults: Faults): Control {
  return {
    name: 'fault',
    description: `POST {${faultSettings.join(', ')}} plays a failure on matching requests and answers its id; path takes * for anything, cut is before or after, drip is {bytes, everyMs}.`,
    on: { POST: (settings) => ({ id: faults.add(readFault(settings)) }) },
    forms,
  };
}

function showFault({ id, fault, skipping, left }: WaitingFault): Record<string, unknown> {
  const { path, method, headers, delayMs, cut, drip, answer } = fault;
  return {
    id,
    what: describeFault(fault),
    path,
    method: method ?? null,
    skipping,
    left,
    delayMs,
    status: answer?.status ?? null,
    cut: cut ?? null,
    drip: drip ?? null,
    headers,
  };
}

function say({ id, fault, skipping, left }: WaitingFault): { text: string; off: { id: number } } {
  const often = left > oftenest / 2 ? 'always' : left === 1 ? 'once' : `${left} times`;
  const later = skipping === 0 ? '' : `, after ${skipping} more`;
  return { text: `${fault.method ?? 'Any'} ${fault.path}: ${describeFault(fault)} (${often}${later})`, off: { id } };
}

/** `GET faults` lists the failures still waiting, `DELETE faults {id?}` forgets one or all. */
export function faultsControl(faults: Faults): Control {
  return {
    name: 'faults',
    description: 'GET lists the failures still to be played. DELETE forgets the one with ?id=, or all.',
    on: {
      GET: (settings) => {
        refuseOthers(settings, []);
        return faults.list().map(showFault);
      },
      DELETE: (settings) => {
        refuseOthers(settings, ['id']);
        const id = readCount(settings, 'id', 1, Number.MAX_SAFE_INTEGER);
        if (id === undefined) faults.clear();
        else if (!faults.remove(id)) throw notFound('There is no failure with this id.');
        return {};
      },
    },
    inForce: () => faults.list().map(say),
  };
}

/** `POST clearFaults` forgets all failures, for callers that can only POST. */
export function clearFaultsControl(faults: Faults): Control {
  return {
    name: 'clearFaults',
    description: 'POST forgets all failures still to be played.',
    on: {
      POST: (settings) => {
        refuseOthers(settings, []);
        faults.clear();
        return {};
      },
    },
  };
}
