import { NAMED_SCHEME } from '../../../shared/connector/manifest.ts';
import type { NamedCredential } from '../../../shared/contract/index.ts';
import { useWizardStore } from '../../connections/wizard-store.ts';
import { navigate } from '../../stores/navigation.ts';

/** Opens the wizard of a new connection with a named credential chosen. */
export function takeToConnection({ id, connector }: NamedCredential): void {
  const key = `${connector}/${NAMED_SCHEME}`;
  const draft = { name: '', description: '', fields: { credential: id }, secrets: {} };
  useWizardStore.setState(({ drafts }) => ({
    stage: 'Details',
    system: connector,
    schemeId: NAMED_SCHEME,
    drafts: { ...drafts, [key]: draft },
    latest: key,
    errors: {},
    attempt: undefined,
  }));
  navigate({ screen: 'new-connection' });
}
