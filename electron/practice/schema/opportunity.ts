import type { Scalar } from './field.ts';
import { auditFields, date, flag, identityFields, lookup, number, picklist, text } from './field.ts';
import type { ObjectDefinition, Row } from './object.ts';
import { leadSources } from './picklists.ts';

interface Stage {
  readonly probability: number;
  readonly forecast: string;
  readonly closed: boolean;
  readonly won: boolean;
}

/** The stages of a new org in their order, with the probability and forecast category each one sets. */
export const stages: ReadonlyMap<string, Stage> = new Map([
  ['Prospecting', { probability: 10, forecast: 'Pipeline', closed: false, won: false }],
  ['Qualification', { probability: 10, forecast: 'Pipeline', closed: false, won: false }],
  ['Needs Analysis', { probability: 20, forecast: 'Pipeline', closed: false, won: false }],
  ['Value Proposition', { probability: 50, forecast: 'Pipeline', closed: false, won: false }],
  ['Id. Decision Makers', { probability: 60, forecast: 'Pipeline', closed: false, won: false }],
  ['Perception Analysis', { probability: 70, forecast: 'Pipeline', closed: false, won: false }],
  ['Proposal/Price Quote', { probability: 75, forecast: 'Best Case', closed: false, won: false }],
  ['Negotiation/Review', { probability: 90, forecast: 'Commit', closed: false, won: false }],
  ['Closed Won', { probability: 100, forecast: 'Closed', closed: true, won: true }],
  ['Closed Lost', { probability: 0, forecast: 'Omitted', closed: true, won: false }],
]);

function deriveOpportunity(row: Row, sent: ReadonlySet<string>): Record<string, Scalar> {
  const stage = typeof row.StageName === 'string' ? stages.get(row.StageName) : undefined;
  const staged = sent.has('StageName');
  const kept = (name: string) => (staged && !sent.has(name) ? null : (row[name] ?? null));
  const probability = kept('Probability') ?? stage?.probability ?? 0;
  return {
    Probability: probability,
    ForecastCategoryName: kept('ForecastCategoryName') ?? stage?.forecast ?? 'Pipeline',
    IsClosed: stage?.closed ?? false,
    IsWon: stage?.won ?? false,
    ExpectedRevenue:
      typeof row.Amount === 'number' && typeof probability === 'number'
        ? Math.round(row.Amount * probability) / 100
        : null,
  };
}

/** A sale in progress. */
export const opportunity: ObjectDefinition = {
  name: 'Opportunity',
  label: 'Opportunity',
  labelPlural: 'Opportunities',
  keyPrefix: '006',
  createable: true,
  updateable: true,
  deletable: true,
  fields: [
    ...identityFields('Opportunity'),
    lookup('AccountId', 'Account ID', 'Account', 'Account', { children: 'Opportunities', cascadeDelete: true }),
    text('Name', 'Name', 120, { required: true, nameField: true }),
    text('Description', 'Description', 32000, { type: 'textarea' }),
    picklist('StageName', 'Stage', [...stages.keys()], { required: true }),
    number('Amount', 'Amount', 'currency', 18, 2),
    number('Probability', 'Probability (%)', 'percent', 3, 0),
    number('ExpectedRevenue', 'Expected Amount', 'currency', 18, 2, { readOnly: true }),
    date('CloseDate', 'Close Date', { required: true }),
    picklist('Type', 'Opportunity Type', [
      'Existing Customer - Upgrade',
      'Existing Customer - Replacement',
      'Existing Customer - Downgrade',
      'New Customer',
    ]),
    text('NextStep', 'Next Step', 255),
    picklist('LeadSource', 'Lead Source', leadSources),
    flag('IsClosed', 'Closed', { calculated: true }),
    flag('IsWon', 'Won', { calculated: true }),
    picklist('ForecastCategoryName', 'Forecast Category', ['Omitted', 'Pipeline', 'Best Case', 'Commit', 'Closed'], {
      restricted: true,
    }),
    ...auditFields(),
  ],
  derive: deriveOpportunity,
};
