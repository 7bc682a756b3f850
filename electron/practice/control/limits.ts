import { type ApiUsage, dailyRequests } from '../usage.ts';
import type { Control } from './registry.ts';
import { readCount, refuse, refuseOthers } from './settings.ts';

/** `POST limits` leaves so many API calls for today; GET shows them, DELETE gives the usual number back. */
export function limitsControl(usage: ApiUsage, now: () => Date): Control {
  const show = () => ({ max: dailyRequests, remaining: dailyRequests - usage.used });
  return {
    name: 'limits',
    description:
      'POST {remaining} leaves so many API calls for the rest of the day; then 403 REQUEST_LIMIT_EXCEEDED. GET shows how many are left. DELETE gives the usual number back.',
    on: {
      GET: (settings) => {
        refuseOthers(settings, []);
        return show();
      },
      POST: (settings) => {
        refuseOthers(settings, ['remaining']);
        const remaining = readCount(settings, 'remaining', 0, dailyRequests);
        if (remaining === undefined) throw refuse(`remaining must be a whole number from 0 to ${dailyRequests}.`);
        usage.leave(remaining, now());
        return show();
      },
      DELETE: (settings) => {
        refuseOthers(settings, []);
        usage.clear();
        return show();
      },
    },
    forms: [
      {
        group: 'Limits and time',
        title: 'API calls used up',
        explanation: 'Calls are refused with REQUEST_LIMIT_EXCEEDED once so many more were made.',
        button: 'Use up',
        fields: [{ name: 'remaining', label: 'Calls left', kind: 'number', initial: '0' }],
      },
    ],
    inForce: () => {
      if (!usage.isLimited) return [];
      const left = Math.max(0, dailyRequests - usage.used);
      return [
        {
          text: left === 1 ? '1 API call is left today' : `${left === 0 ? 'No' : left} API calls are left today`,
          off: {},
        },
      ];
    },
  };
}
