import type { Control } from '../control/registry.ts';
import { readName, refuse, refuseOthers, type Settings } from '../control/settings.ts';
import type { Store } from '../store/store.ts';
import type { Approvals, NewProcess } from './approvals.ts';
import type { ApprovalStep, Approver } from './definitions.ts';

/** Most steps of a process. Source: "Approval Process Limits". */
const stepLimit = 30;

function readApprover(store: Store, value: unknown): Approver {
  if (value === 'manager' || value === 'chosen') return value;
  const users = store.table(store.schema.need('User'));
  const [userId] = typeof value === 'string' ? users.findBy('Username', value) : [];
  if (userId !== undefined) return { userId };
  throw refuse('Each step needs an approver: manager, chosen, or the username of a user.');
}

function readSteps(store: Store, settings: Settings): readonly [ApprovalStep, ...ApprovalStep[]] {
  // From the page it comes as a text of approvers separated by commas.
  const { steps } = settings;
  const list: unknown = typeof steps === 'string' ? steps.split(',').map((approver) => approver.trim()) : steps;
  if (!Array.isArray(list) || list.length > stepLimit) {
    throw refuse(`steps must be a list of 1 to ${stepLimit} approvers, such as ["manager", "admin@practice.example"].`);
  }
  const [first, ...others] = list.map((value: unknown, index) => ({
    name: `Step ${index + 1}`,
    approver: readApprover(store, value),
  }));
  if (!first) throw refuse('A process needs at least one step.');
  return [first, ...others];
}

function readProcess(store: Store, settings: Settings): NewProcess {
  refuseOthers(settings, ['name', 'label', 'object', 'entryCriteria', 'steps', 'editableBy']);
  const developerName = readName(settings, 'name', 'Large_Opportunity') ?? '';
  if (!/^[A-Za-z]\w{0,79}$/.test(developerName)) {
    throw refuse('name must be letters, digits and underscores, such as Large_Opportunity.');
  }
  const object = store.schema.find(readName(settings, 'object', 'Account') ?? '');
  if (!object?.fieldByName.has('ownerid')) throw refuse('object must be an object with owners, such as Account.');
  const editableBy = readName(settings, 'editableBy', 'administrators') ?? 'administrators';
  if (editableBy !== 'administrators' && editableBy !== 'administratorsAndApprover') {
    throw refuse('editableBy must be administrators or administratorsAndApprover.');
  }
  return {
    developerName,
    label: readName(settings, 'label', 'Large Opportunity') ?? developerName.replaceAll('_', ' '),
    description: null,
    object: object.name,
    entryCriteria: readName(settings, 'entryCriteria', 'Amount > 50000') ?? null,
    steps: readSteps(store, settings),
    editableBy,
  };
}

/** `POST approvalProcesses` adds or replaces a process; GET shows all, DELETE takes one away (`?name=`). */
export function approvalProcessesControl(approvals: Approvals, store: Store): Control {
  return {
    name: 'approvalProcesses',
    description:
      'POST {name, object, steps, entryCriteria?, label?, editableBy?} adds or replaces an approval process; each step is manager, chosen or a username. GET shows all. DELETE takes the one with ?name= away and takes back what is in it.',
    on: {
      GET: (settings) => {
        refuseOthers(settings, []);
        return approvals.processes;
      },
      POST: (settings) => {
        approvals.put(readProcess(store, settings));
        return {};
      },
      DELETE: (settings) => {
        refuseOthers(settings, ['name']);
        const name = readName(settings, 'name', 'Account_Approval') ?? '';
        if (!approvals.remove(name)) throw refuse('name must be the name of an approval process of this org.');
        return {};
      },
    },
    forms: [
      {
        group: 'Org',
        title: 'Approval process',
        explanation: 'Records of the object can be sent for approval; the steps follow one another.',
        button: 'Add the process',
        fields: [
          { name: 'name', label: 'Name', kind: 'text', initial: 'Lead_Review' },
          {
            name: 'object',
            label: 'Object',
            kind: 'choice',
            choices: () =>
              store.schema.objects.filter(({ fieldByName }) => fieldByName.has('ownerid')).map(({ name }) => name),
          },
          { name: 'steps', label: 'Approvers', kind: 'text', initial: 'manager, admin@practice.example' },
          { name: 'entryCriteria', label: 'Only records with', kind: 'text', optional: true },
        ],
      },
    ],
  };
}
