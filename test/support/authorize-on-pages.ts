import type { AuthorizationRequest, ConnectionService } from '../../electron/host/connections/connection-service.ts';
import type { AuthorizationEvent } from '../../shared/contract/index.ts';
import { person } from './identity-provider.ts';
import { createPageDriver, type PageDriver } from './page-driver.ts';

/**
 * Goes through an authorization on the pages of the identity provider, as a person does; resolves with what `create`
 * and `update` take. `heard` gets each event, `seen` each address that the browser was sent to.
 */
export async function authorizeOnPages(
  connections: Pick<ConnectionService, 'authorize'>,
  request: AuthorizationRequest,
  decision: 'allow' | 'deny' = 'allow',
  heard: (event: AuthorizationEvent) => void = () => undefined,
  seen: (url: string) => void = () => undefined,
): Promise<{ authorizationId: string }> {
  for await (const event of connections.authorize(request)) {
    heard(event);
    if (event.state === 'approved') return { authorizationId: event.authorizationId };
    const pages = createPageDriver(seen);
    if (event.state === 'waiting') await approveAt(event.url, decision, pages);
    else await enterCode(event, decision, pages);
  }
  throw new Error('Nobody approved.');
}

/** Signs in at this address and allows the access, or denies it. */
export async function approveAt(url: string, decision: 'allow' | 'deny' = 'allow', pages = createPageDriver()) {
  await decide(pages, await pages.open(url), decision);
}

/** Enters a code, signs in and allows the access, or denies it. */
export async function enterCode(
  { verificationUrl, userCode }: { verificationUrl: string; userCode: string },
  decision: 'allow' | 'deny' = 'allow',
  pages = createPageDriver(),
): Promise<void> {
  await pages.open(verificationUrl);
  await pages.submit({ user_code: userCode });
  if (decision === 'deny') await pages.submit({ abort: 'yes' });
  else await decide(pages, await pages.submit({}), decision);
}

async function decide(pages: PageDriver, page: string, decision: 'allow' | 'deny'): Promise<void> {
  if (page.includes('name="login"')) await pages.submit({ login: person });
  await pages.submit({ decision });
}
