import { permissionsControl } from '../access/control.ts';
import { apexControl } from '../apex/control.ts';
import { approvalProcessesControl } from '../approvals/control.ts';
import type { Org } from '../org.ts';
import { resetOrg } from '../org.ts';
import { validationRulesControl } from '../validation/control.ts';
import { assertionControl } from './assertion.ts';
import { clearFaultsControl, faultControl, faultsControl } from './fault.ts';
import { journalControl, journalCountsControl } from './journal.ts';
import { limitsControl } from './limits.ts';
import { recordFailuresControl } from './record-failures.ts';
import { resetControl } from './reset.ts';
import { clockControl } from './set-clock.ts';
import { addSignInControls } from './sign-in.ts';
import { switchesControl } from './switches.ts';

/** Registers the controls that every org has. Other areas register theirs beside these. */
export function addStandardControls(org: Org): void {
  const { controls } = org;
  controls.register(resetControl({ seed: () => org.seed, reset: (seed) => resetOrg(org, seed) }));
  controls.register(faultControl(org.faults));
  controls.register(faultsControl(org.faults));
  controls.register(clearFaultsControl(org.faults));
  const isObject = (name: string) => org.store.schema.find(name) !== undefined;
  const objectNames = () => org.store.schema.objects.map(({ name }) => name);
  controls.register(recordFailuresControl(org.recordFailures, isObject, objectNames));
  controls.register(validationRulesControl(org.validationRules, org.store.schema));
  controls.register(permissionsControl(org.access, org.store));
  controls.register(approvalProcessesControl(org.approvals, org.store));
  controls.register(apexControl(org.apex, org.store.schema));
  addSignInControls(org);
  controls.register(switchesControl(org.switches));
  controls.register(limitsControl(org.usage, org.now));
  controls.register(clockControl(org.clock));
  controls.register(journalControl(org.journal));
  controls.register(journalCountsControl(org.journal));
  controls.register(assertionControl(org));
}
