import type { ConnectorManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import type { Action } from './action.ts';
import type { Connector } from './connector.ts';
import { listFields } from './field.ts';

/** The step type of an action. */
export function stepTypeOf(connectorId: string, actionId: string): string {
  return `${connectorId}.${actionId}`;
}

/** What everybody but the host sees of a connector: plain data, no code. */
export function toManifest(connector: Connector): { connector: ConnectorManifest; steps: StepManifest[] } {
  const { id, version, label, icon, description, common, auth, actions } = connector;
  const steps = Object.entries(actions).map(([actionId, declared]) => toStepManifest(id, actionId, declared));
  return {
    connector: {
      id,
      version,
      label,
      icon,
      description,
      common: listFields(common),
      auth: Object.entries(auth).map(([schemeId, scheme]) => ({
        id: schemeId,
        label: scheme.label,
        description: scheme.description,
        ...(scheme.warning === undefined ? {} : { warning: scheme.warning }),
        fields: listFields(scheme.fields),
        ...(scheme.browserGrant || scheme.deviceGrant ? { authorizes: true as const } : {}),
        ...(scheme.deviceGrant ? { entersCode: true as const } : {}),
      })),
      steps: steps.map(({ type }) => type),
    },
    steps,
  };
}

/** The manifest of one action. */
export function toStepManifest(connectorId: string, actionId: string, declared: Action): StepManifest {
  const { label, description, icon, keywords, shape, effect, connection, summary, adds, sample, input } = declared;
  return {
    type: stepTypeOf(connectorId, actionId),
    label,
    description,
    category: 'action',
    icon,
    keywords,
    shape,
    trigger: false,
    pure: false,
    effect,
    ...(connection === 'none' ? {} : { connector: connectorId }),
    ...(connection === 'optional' ? { connectionOptional: true } : {}),
    inputs: [{ name: 'in', label: 'In' }],
    outputs: [{ name: 'out', label: 'Out' }],
    fields: listFields(input),
    summary,
    ...(adds ? { adds } : {}),
    ...(declared.shape === 'batch' ? { batchSize: declared.size } : {}),
    ...(sample ? { sample } : {}),
  };
}
