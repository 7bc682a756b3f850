import { addActions } from './actions.ts';
import { addApprovals } from './approvals.ts';
import { addCollections } from './collections.ts';
import { addBatch } from './composite/batch.ts';
import { addComposite } from './composite/composite.ts';
import { addTree } from './composite/tree.ts';
import { addDescribe } from './describe.ts';
import { addDiscovery } from './discovery.ts';
import { addRecent } from './recent.ts';
import { addRelated } from './related.ts';
import { addReplication } from './replication.ts';
import type { RestRouter } from './router.ts';
import { addSObjects } from './sobjects.ts';
import { addUserPassword } from './user-password.ts';

/** Adds everything about records and objects except queries and searches. */
export function addRecordApi(router: RestRouter): void {
  addDiscovery(router);
  addDescribe(router);
  addRecent(router);
  addReplication(router);
  addSObjects(router);
  addUserPassword(router);
  addRelated(router);
  addCollections(router);
  addComposite(router);
  addBatch(router);
  addTree(router);
  addApprovals(router);
  addActions(router);
}
