import type { Journal, JournalFilter } from '../journal.ts';
import type { Control } from './registry.ts';
import { readCount, readName, refuse, refuseOthers, type Settings } from './settings.ts';

const filters = ['path', 'method', 'host', 'status', 'since'];

/** Reads which requests to show. Throws ApiError 400 naming the filter that makes no sense. */
export function readJournalFilter(settings: Settings): JournalFilter {
  refuseOthers(settings, filters);
  const path = readName(settings, 'path', '/services/oauth2/token');
  const method = readName(settings, 'method', 'POST');
  const { host } = settings;
  if (host !== undefined && host !== 'login' && host !== 'instance') throw refuse('host must be login or instance.');
  const status = readCount(settings, 'status', 100, 599);
  const since = readCount(settings, 'since', 0, Number.MAX_SAFE_INTEGER);
  return {
    ...(path === undefined ? {} : { path }),
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(host === undefined ? {} : { host }),
    ...(status === undefined ? {} : { status }),
    ...(since === undefined ? {} : { since }),
  };
}

/** `GET journal` shows the requests the org received, `DELETE journal` forgets them. */
export function journalControl(journal: Journal): Control {
  return {
    name: 'journal',
    description:
      'GET lists the last 10,000 requests, oldest first, without credentials; ?path= (* for anything), ?method=, ?host=login|instance, ?status= and ?since=<number> choose. DELETE forgets all.',
    on: {
      GET: (settings) => journal.entries(readJournalFilter(settings)),
      DELETE: (settings) => {
        refuseOthers(settings, []);
        journal.clear();
        return {};
      },
    },
  };
}

/** `GET journalCounts` counts requests, for assertions such as "exactly one token call". */
export function journalCountsControl(journal: Journal): Control {
  return {
    name: 'journalCounts',
    description:
      'GET counts the requests that the filters of journal choose: {total, tokenCalls, unanswered, byStatus}. tokenCalls counts POSTs to the token endpoint and nothing else.',
    on: {
      GET: (settings) => {
        const entries = journal.entries(readJournalFilter(settings));
        const byStatus: Record<string, number> = {};
        for (const { status } of entries) if (status !== null) byStatus[status] = (byStatus[status] ?? 0) + 1;
        const isTokenCall = (entry: { method: string; path: string }) =>
          entry.method === 'POST' && entry.path === '/services/oauth2/token';
        return {
          total: entries.length,
          tokenCalls: entries.filter(isTokenCall).length,
          unanswered: entries.filter(({ status }) => status === null).length,
          byStatus,
        };
      },
    },
  };
}
