import { appHandlers } from './handlers/app.ts';
import { budgetHandlers } from './handlers/budgets.ts';
import { catalogHandlers } from './handlers/catalog.ts';
import { connectionHandlers } from './handlers/connections.ts';
import { credentialHandlers } from './handlers/credentials.ts';
import { expressionHandlers } from './handlers/expressions.ts';
import { flowHandlers } from './handlers/flows.ts';
import { folderHandlers } from './handlers/folders.ts';
import { historyHandlers } from './handlers/history.ts';
import { implementer } from './handlers/implementer.ts';
import { practiceHandlers } from './handlers/practice.ts';
import { runHandlers } from './handlers/runs.ts';
import { templateHandlers } from './handlers/templates.ts';
import { vaultHandlers } from './handlers/vault.ts';
import { webhookHandlers } from './handlers/webhooks.ts';

/** The whole contract, implemented. Its context is the host's services and who asks. */
export const router = implementer.router({
  app: appHandlers,
  budgets: budgetHandlers,
  catalog: catalogHandlers,
  connections: connectionHandlers,
  credentials: credentialHandlers,
  expressions: expressionHandlers,
  flows: flowHandlers,
  folders: folderHandlers,
  history: historyHandlers,
  practice: practiceHandlers,
  runs: runHandlers,
  templates: templateHandlers,
  vault: vaultHandlers,
  webhooks: webhookHandlers,
});

export type HostRouter = typeof router;
