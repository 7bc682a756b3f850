import type { ControlField } from '../control/registry.ts';
import { refuse, type Settings } from '../control/settings.ts';
import type { Org } from '../org.ts';

/** The heading the streaming controls are under. */
export const group = 'Streaming';

/** A choice among the channels there are. */
export function channelField(org: Org, isOptional: boolean): ControlField {
  const choices = () => {
    const names = (objectName: string, prefix: string) => {
      const object = org.store.schema.find(objectName);
      return object ? [...org.store.table(object).rows()].map(({ Name }) => `${prefix}${String(Name)}`) : [];
    };
    const events = org.store.schema.objects
      .filter(({ name }) => name.endsWith('__e'))
      .map(({ name }) => `/event/${name}`);
    const all = [
      ...names('PushTopic', '/topic/'),
      ...names('StreamingChannel', ''),
      ...events,
      '/data/AccountChangeEvent',
    ];
    return isOptional ? [['', 'All'] as const, ...all] : all;
  };
  return { name: 'channel', label: 'Channel', kind: 'choice', choices, optional: isOptional };
}

/** True or false; false when it was not sent. Throws ApiError 400 for anything else. */
export function readFlag(settings: Settings, name: string): boolean {
  const value = settings[name];
  if (value === undefined || value === false) return false;
  if (value === true) return true;
  throw refuse(`${name} must be true or false.`);
}
