import { ApiError } from '../api-error.ts';
import { convertLead, type LeadConversion, type LeadConversionResult } from '../leads/convert.ts';
import { isJsonObject } from '../store/deserialize.ts';
import { type RestReply, type RestRequest, reply } from './request.ts';
import type { RestRouter } from './router.ts';

/** Most leads of one call. Source: SOAP `convertLead()`. */
const inputLimit = 100;

const textInputs = ['leadId', 'convertedStatus', 'accountId', 'contactId', 'opportunityName', 'ownerId'] as const;
const flagInputs = ['doNotCreateOpportunity', 'overwriteLeadSource', 'createOpportunity'] as const;

const malformed = (message: string) => new ApiError(400, 'JSON_PARSER_ERROR', `${message} at [line:1, column:1]`);

function readOrder(input: unknown): LeadConversion {
  if (!isJsonObject(input)) throw malformed('Each input must be an object');
  const texts = new Map<string, string>();
  for (const name of textInputs) {
    const value = input[name] ?? null;
    if (value !== null && typeof value !== 'string') throw malformed(`${name} must be text`);
    if (value !== null && value !== '') texts.set(name, value);
  }
  const flags = new Map<string, boolean>();
  for (const name of flagInputs) {
    const value = input[name] ?? null;
    if (value !== null && typeof value !== 'boolean') throw malformed(`${name} must be true or false`);
    if (value !== null) flags.set(name, value);
  }
  return {
    leadId: texts.get('leadId') ?? '',
    convertedStatus: texts.get('convertedStatus') ?? '',
    accountId: texts.get('accountId'),
    contactId: texts.get('contactId'),
    opportunityName: texts.get('opportunityName'),
    ownerId: texts.get('ownerId'),
    overwriteLeadSource: flags.get('overwriteLeadSource'),
    doNotCreateOpportunity: flags.get('doNotCreateOpportunity') ?? flags.get('createOpportunity') === false,
  };
}

function shownResult(result: LeadConversionResult): Record<string, unknown> {
  if (!result.success) {
    const errors = result.errors.map(({ code, message, fields }) => ({ statusCode: code, message, fields }));
    return { actionName: 'convertLead', errors, isSuccess: false, outputValues: null };
  }
  const { success: _, ...outputValues } = result;
  return { actionName: 'convertLead', errors: null, isSuccess: true, outputValues };
}

function convertAll(request: RestRequest): RestReply {
  const body = request.json();
  const inputs = isJsonObject(body) ? body.inputs : undefined;
  if (!Array.isArray(inputs) || inputs.length === 0) throw malformed('The request body needs the list inputs');
  if (inputs.length > inputLimit) {
    throw new ApiError(400, 'LIMIT_EXCEEDED', `One call converts at most ${inputLimit} leads.`);
  }
  const results = inputs.map(readOrder).map((order) => convertLead(request.org.store, order, request.writer));
  return reply(results.map(shownResult), results.every(({ success }) => success) ? 200 : 400);
}

const convertLeadAction = { name: 'convertLead', label: 'Convert Lead', type: 'CONVERTLEAD' };

function describeConvertLead(): Record<string, unknown> {
  const input = (name: string, type: string, required = false) => ({ name, type, required, label: name, maxOccurs: 1 });
  return {
    ...convertLeadAction,
    standard: true,
    targetEntityName: 'Lead',
    inputs: [
      ...textInputs.map((name, index) => input(name, 'STRING', index < 2)),
      ...flagInputs.map((name) => input(name, 'BOOLEAN')),
    ],
    outputs: ['leadId', 'accountId', 'contactId', 'opportunityId'].map((name) => ({ name, type: 'ID', label: name })),
  };
}

/**
 * Adds the standard actions: `convertLead`. Salesforce converts leads by SOAP and by Apex; this door is the practice
 * org's own, in the form of the other actions, since several clients expect it there.
 */
export function addActions(router: RestRouter): void {
  router.add('/actions', { GET: ({ base }) => reply({ standard: `${base}/actions/standard` }) });
  router.add('/actions/standard', {
    GET: ({ base }) =>
      reply({ actions: [{ ...convertLeadAction, url: `${base}/actions/standard/${convertLeadAction.name}` }] }),
  });
  router.add('/actions/standard/convertLead', { GET: () => reply(describeConvertLead()), POST: convertAll });
}
