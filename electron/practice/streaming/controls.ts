import type { Control } from '../control/registry.ts';
import { readCount, readName, refuse, refuseOthers } from '../control/settings.ts';
import type { Org } from '../org.ts';
import { dailyEvents } from './allowance.ts';
import { channelField, group, readFlag } from './control-settings.ts';
import { dropStreamControl } from './drop-control.ts';
import { controlledLogs, publishOn } from './publish.ts';

/** Most events of one `publish`. */
const publishLimit = 100_000;

function publishControl(org: Org): Control {
  return {
    name: 'publish',
    description:
      'POST {channel, payload|payloads, count?} publishes events: a text on /u/…, the fields of an event on /event/…, of a record on /topic/… and /data/….',
    on: {
      POST: (settings) => {
        refuseOthers(settings, ['channel', 'payload', 'payloads', 'count']);
        const channel = readName(settings, 'channel', '/event/Order_Event__e');
        const { payload, payloads } = settings;
        if (channel === undefined) throw refuse('publish needs channel.');
        if ((payload === undefined) === (payloads === undefined)) throw refuse('publish needs payload or payloads.');
        if (payloads !== undefined && !Array.isArray(payloads)) throw refuse('payloads must be a list.');
        const list: readonly unknown[] = payloads ?? [payload];
        const count = readCount(settings, 'count', 1, publishLimit) ?? 1;
        if (count * list.length > publishLimit) throw refuse(`publish makes at most ${publishLimit} events.`);
        return publishOn(org, channel, list, count);
      },
    },
    forms: [
      {
        group,
        title: 'Publish events',
        explanation: 'Orders arrive as platform events, each with the same number.',
        button: 'Publish',
        fields: [
          { name: 'payload.Order_Number__c', label: 'Order number', kind: 'text', initial: 'A-1001' },
          { name: 'count', label: 'How many', kind: 'number', initial: '1' },
        ],
        fixed: { channel: '/event/Order_Event__e' },
      },
    ],
  };
}

function unknownClientControl({ streaming }: Org): Control {
  return {
    name: 'unknownClient',
    description: 'POST forgets all streaming clients: their next message gets 403::Unknown client.',
    on: {
      POST: (settings) => {
        refuseOthers(settings, []);
        return { forgotten: streaming.clients.forgetAll('forgotten') };
      },
    },
    forms: [
      {
        group,
        title: 'Forget the clients',
        explanation: 'Clients get 403::Unknown client and must subscribe again from where they were.',
        button: 'Forget',
        fields: [],
      },
    ],
  };
}

function replayGapControl(org: Org): Control {
  const { streaming } = org;
  return {
    name: 'replayGap',
    description:
      'POST {channel?, upTo?|all?} loses retained events, up to a replay id or (as without either) all, of one channel or of all: the ids are no longer valid.',
    on: {
      POST: (settings) => {
        refuseOthers(settings, ['channel', 'upTo', 'all']);
        const channel = readName(settings, 'channel', '/event/Order_Event__e');
        const upTo = readCount(settings, 'upTo', 1, Number.MAX_SAFE_INTEGER);
        if (readFlag(settings, 'all') && upTo !== undefined) throw refuse('replayGap takes upTo or all, not both.');
        const keys = channel === undefined ? streaming.bus.keys() : controlledLogs(org, channel);
        const lost = streaming.bus.dropUpTo(keys, upTo ?? streaming.bus.lastReplayId);
        streaming.touched();
        return { lost };
      },
    },
    forms: [
      {
        group,
        title: 'Lose the replay window',
        explanation: 'Retained events are gone, so the replay ids clients kept are refused.',
        button: 'Lose events',
        fields: [channelField(org, true)],
      },
    ],
  };
}

function eventLimitControl({ streaming }: Org): Control {
  const { allowance } = streaming;
  const show = () => ({ max: dailyEvents, remaining: allowance.remaining });
  return {
    name: 'eventLimit',
    description:
      'POST {remaining} lets only so many more events be delivered today; then 403::Organization total events daily limit exceeded. GET shows how many are left, DELETE gives the usual number back.',
    on: {
      GET: show,
      POST: (settings) => {
        refuseOthers(settings, ['remaining']);
        const remaining = readCount(settings, 'remaining', 0, dailyEvents);
        if (remaining === undefined) throw refuse(`remaining must be a whole number from 0 to ${dailyEvents}.`);
        allowance.leave(remaining);
        streaming.wakeAll();
        return show();
      },
      DELETE: (settings) => {
        refuseOthers(settings, []);
        allowance.clear();
        return show();
      },
    },
    forms: [
      {
        group,
        title: 'Events used up',
        explanation: 'Clients are refused once so many more events were delivered.',
        button: 'Use up',
        fields: [{ name: 'remaining', label: 'Events left', kind: 'number', initial: '0' }],
      },
    ],
    inForce: () => {
      if (!allowance.isLimited) return [];
      const left = allowance.remaining;
      return [
        { text: left === 1 ? '1 event is left today' : `${left === 0 ? 'No' : left} events are left today`, off: {} },
      ];
    },
  };
}

/** Registers what can be set about streaming from outside. */
export function addStreamingControls(org: Org): void {
  for (const make of [publishControl, dropStreamControl, unknownClientControl, replayGapControl, eventLimitControl]) {
    org.controls.register(make(org));
  }
}
