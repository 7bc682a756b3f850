import { formatDate } from '../dates.ts';
import { practiceUsers } from '../identity.ts';
import { makeId } from '../ids.ts';
import { leadStatus, leadStatuses } from '../schema/lead-status.ts';
import type { Store } from '../store/store.ts';

/** Adds the rows that tell the statuses of leads. */
export function addLeadStatuses(store: Store, now: Date): void {
  const moment = `${formatDate(now)}T00:00:00.000+0000`;
  const [{ id: admin }] = practiceUsers;
  leadStatuses.forEach(({ name, converted }, index) => {
    const id = makeId(leadStatus.keyPrefix, index + 1);
    store.insert(store.schema.need(leadStatus.name), id, {
      Id: id,
      MasterLabel: name,
      ApiName: name,
      SortOrder: index + 1,
      IsDefault: index === 0,
      IsConverted: converted,
      CreatedDate: moment,
      CreatedById: admin,
      LastModifiedDate: moment,
      LastModifiedById: admin,
      SystemModstamp: moment,
    });
  });
}
