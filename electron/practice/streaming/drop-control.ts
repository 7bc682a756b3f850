import type { Control } from '../control/registry.ts';
import { readCount, readName, refuse, refuseOthers, type Settings } from '../control/settings.ts';
import type { Org } from '../org.ts';
import { channelField, group, readFlag } from './control-settings.ts';
import { type Drop, isAbout } from './drops.ts';
import { controlledLogs } from './publish.ts';

function readTarget(org: Org, settings: Settings): Omit<Drop, 'unanswered'> {
  const channel = readName(settings, 'channel', '/event/Order_Event__e');
  const username = readName(settings, 'username', 'admin@practice.example');
  if (channel !== undefined) controlledLogs(org, channel);
  if (username === undefined) return channel === undefined ? {} : { channel };
  const [userId] = org.store.table(org.store.schema.need('User')).findBy('Username', username);
  if (userId === undefined) throw refuse(`There is no user ${username.slice(0, 100)}.`);
  return { userId, ...(channel === undefined ? {} : { channel }) };
}

function sayDrop(org: Org, { userId, channel, unanswered }: Drop): string {
  const what = channel === undefined ? 'All streams' : `The stream ${channel}`;
  const whose = userId === undefined ? '' : ` of ${String(org.store.findById(userId)?.Username)}`;
  return `${what}${whose} ${unanswered ? 'get no answer' : 'get no events'}`;
}

/** `POST dropStream` cuts streams, or silences them until DELETE. */
export function dropStreamControl(org: Org): Control {
  const { streaming } = org;
  return {
    name: 'dropStream',
    description:
      'POST {silently?, unanswered?, channel?, username?} cuts the connections clients wait on; with silently nothing is cut, but no events arrive; with unanswered not even an answer when the wait is over. GET lists the silent ones, DELETE ends the one with ?id=, or all.',
    on: {
      GET: () => streaming.drops.list().map(([id, drop]) => ({ id, ...drop })),
      POST: (settings) => {
        refuseOthers(settings, ['silently', 'unanswered', 'channel', 'username']);
        const unanswered = readFlag(settings, 'unanswered');
        const silently = readFlag(settings, 'silently') || unanswered;
        const target = readTarget(org, settings);
        if (silently) return { id: streaming.drops.add({ ...target, unanswered }) };
        const waiting = streaming.clients.list().filter((client) => client.hold !== null && isAbout(target, client));
        for (const client of waiting) client.hold?.finish('cut');
        return { cut: waiting.length };
      },
      DELETE: (settings) => {
        refuseOthers(settings, ['id']);
        const id = readCount(settings, 'id', 1, Number.MAX_SAFE_INTEGER);
        if (id === undefined) streaming.drops.clear();
        else if (!streaming.drops.remove(id)) throw refuse('There is no dropped stream of this id.');
        streaming.wakeAll();
        return {};
      },
    },
    forms: [
      {
        group,
        title: 'Cut the stream',
        explanation: 'The connections clients wait on end without an answer; they may connect again.',
        button: 'Cut',
        fields: [channelField(org, true)],
      },
      {
        group,
        title: 'Drop the stream silently',
        explanation: 'Connections stay open and are answered in time, but no events arrive.',
        button: 'Drop',
        fields: [channelField(org, true)],
        fixed: { silently: true },
      },
      {
        group,
        title: 'Leave connections unanswered',
        explanation: 'Connections stay open and nothing at all arrives, until the client gives up.',
        button: 'Stop answering',
        fields: [channelField(org, true)],
        fixed: { unanswered: true },
      },
    ],
    inForce: () => streaming.drops.list().map(([id, drop]) => ({ text: sayDrop(org, drop), off: { id } })),
  };
}
