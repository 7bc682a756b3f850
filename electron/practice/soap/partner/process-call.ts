import type { DecideRequest, ProcessResult } from '../../approvals/process-result.ts';
import { clientFault, SoapFault } from '../fault.ts';
import type { SoapCall, SoapOperation } from '../soap-call.ts';
import { writeElement } from '../write-xml.ts';
import type { XmlElement } from '../xml-element.ts';
import { errorElements } from './results.ts';

/** Most requests of one call. Source: SOAP API, process(). */
const requestLimit = 200;

const decisions: ReadonlyMap<string, DecideRequest['action']> = new Map([
  ['approve', 'Approve'],
  ['reject', 'Reject'],
  ['removed', 'Removed'],
]);

/** A text that says something; undefined otherwise. */
function given(element: XmlElement, name: string): string | undefined {
  const text = element.textOf(name);
  return text === null || text.trim() === '' ? undefined : text;
}

/** Reads one request and says how to do it. Throws SoapFault for what is neither submission nor decision. */
function readAction({ org, writer }: SoapCall, element: XmlElement): () => ProcessResult {
  const comments = given(element, 'comments') ?? given(element, 'comment');
  const approvers = element.textsOf('nextApproverIds').map((text) => text.trim());
  const nextApproverIds = approvers.length > 0 ? approvers : undefined;
  if (element.type === 'ProcessSubmitRequest') {
    const request = {
      objectId: given(element, 'objectId')?.trim() ?? '',
      submitterId: given(element, 'submitterId')?.trim(),
      comments,
      nextApproverIds,
      processDefinitionNameOrId: given(element, 'processDefinitionNameOrId')?.trim(),
      skipEntryCriteria: element.flagOf('skipEntryCriteria'),
    };
    return () => org.approvals.submit(request, writer);
  }
  if (element.type !== 'ProcessWorkitemRequest') {
    throw clientFault('actions must be of xsi:type ProcessSubmitRequest or ProcessWorkitemRequest.');
  }
  const action = decisions.get(given(element, 'action')?.trim().toLowerCase() ?? '');
  if (!action) throw clientFault('The action of a ProcessWorkitemRequest must be Approve, Reject or Removed.');
  const workitemId = given(element, 'workitemId')?.trim() ?? '';
  return () => org.approvals.decide({ action, workitemId, comments, nextApproverIds }, writer);
}

function writeResult(result: ProcessResult): string {
  if (!result.success) {
    return writeElement('result', {
      entityId: null,
      errors: errorElements(result.errors),
      instanceId: null,
      instanceStatus: null,
      success: false,
    });
  }
  return writeElement('result', {
    actorIds: [...result.actorIds],
    entityId: result.entityId,
    instanceId: result.instanceId,
    instanceStatus: result.instanceStatus,
    newWorkitemIds: [...result.newWorkitemIds],
    success: true,
  });
}

/** Submits records for approval and decides about them, one result for each request. */
export const processActions: SoapOperation = (call) => {
  const actions = call.body.all('actions');
  if (actions.length > requestLimit) {
    throw new SoapFault('LIMIT_EXCEEDED', `at most ${requestLimit} requests can be sent in one call`);
  }
  return actions
    .map((element) => readAction(call, element))
    .map((run) => writeResult(run()))
    .join('');
};
