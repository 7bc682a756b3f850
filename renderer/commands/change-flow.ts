import type { FlowSettings } from '../../shared/flow/document.ts';
import type { Edit } from './edit.ts';

/** Renames the flow. An empty name changes nothing. */
export function renameFlow(name: string): Edit {
  const trimmed = name.trim();
  return {
    label: `Rename the flow to “${trimmed}”`,
    change({ document }) {
      if (trimmed !== '') document.name = trimmed;
    },
  };
}

/** Says what the flow is for; an empty text removes the description. `visit` joins what is typed in one visit. */
export function describeFlow(description: string, visit: string): Edit {
  return {
    label: 'Change the description of the flow',
    visit,
    change({ document }) {
      if (description === '') delete document.description;
      else document.description = description;
    },
  };
}

/** Sets or, with `undefined`, removes one setting of the whole flow; without any left, `settings` goes too. */
export function changeFlowSetting<Key extends keyof FlowSettings>(
  key: Key,
  value: FlowSettings[Key] | undefined,
  visit?: string,
): Edit {
  const label = key === 'retention' ? 'Change the run data that is kept' : 'Change the settings of the flow';
  return {
    label,
    ...(visit === undefined ? {} : { visit }),
    change({ document }) {
      const { [key]: _, ...others } = document.settings ?? {};
      const settings: FlowSettings = value === undefined ? others : { ...document.settings, [key]: value };
      if (Object.keys(settings).length > 0) document.settings = settings;
      else delete document.settings;
    },
  };
}
