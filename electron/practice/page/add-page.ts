import type { Hono } from 'hono';
import { html } from 'hono/html';
import { ApiError } from '../api-error.ts';
import { isControlToken } from '../control/add-control.ts';
import { type PracticeContext, type PracticeEnv, respondJson } from '../http/respond.ts';
import type { Org } from '../org.ts';
import { addActions } from './actions.ts';
import { renderFailures } from './failures.ts';
import { addFiles } from './files.ts';
import { checkOrigin, giveSecret, setPageHeaders, shownSecret, takeSecret } from './guard.ts';
import { listInForce } from './in-force.ts';
import { renderObject, renderObjects } from './objects.ts';
import { renderOverview } from './overview.ts';
import type { PageSessions } from './page-sessions.ts';
import { describeCount, readRequestsFilter, renderRequests, renderRows } from './requests.ts';
import { readPageForm, respondHtml } from './respond.ts';
import { type Markup, renderOutside, renderSection, type SectionPath } from './shell.ts';
import { refuseSignIn, renderSignIn } from './sign-in.ts';
import { renderUsers } from './users.ts';

/** What the page needs. */
export interface PageSettings {
  /** The org as plain HTTP shows it, also when the page is read over TLS. */
  readonly org: Org;
  /** The secret of the control path, which the printed address of the page carries. */
  readonly token: string;
  readonly sessions: PageSessions;
}

type Answer = (context: PracticeContext) => Response | Promise<Response>;

const notThere = html`<h1>Not found</h1><p>There is no such object in this org. <a href="/objects">See all objects</a></p>`;

/** Adds the page for people at `/` of the login host. */
export function addPage(app: Hono<PracticeEnv>, { org, token, sessions }: PageSettings): void {
  const guarded =
    (answer: Answer): Answer =>
    async (context) => {
      setPageHeaders(context);
      checkOrigin(context);
      if (sessions.has(shownSecret(context))) return answer(context);
      if (context.req.method !== 'GET') throw new ApiError(403, 'FORBIDDEN', 'Sign in to the page first.');
      return respondHtml(context, renderSignIn('', null), 403);
    };
  const section = (path: SectionPath, title: string, render: (context: PracticeContext) => Markup): void => {
    app.get(
      path,
      guarded((context) => show(context, path, title, render(context))),
    );
  };
  const show = (
    context: PracticeContext,
    path: SectionPath,
    title: string,
    content: Markup,
    status: 200 | 404 = 200,
  ) => {
    const notice = sessions.take(shownSecret(context));
    return respondHtml(
      context,
      renderSection({ section: path, title, active: listInForce(org).length, notice, content }),
      status,
    );
  };

  app.get('/', (context) => {
    const key = context.req.query('key');
    if (key === undefined) return guarded((inner) => show(inner, '/', 'Overview', renderOverview(org)))(context);
    setPageHeaders(context);
    checkOrigin(context);
    if (!isControlToken(token, key)) {
      return respondHtml(
        context,
        renderSignIn('', 'This address belongs to another start of the org. Look for the new one, or sign in.'),
        403,
      );
    }
    giveSecret(context, sessions.open());
    return context.redirect('/', 303);
  });
  section('/objects', 'Objects', () => renderObjects(org));
  app.get(
    '/objects/:name',
    guarded((context) => {
      const object = org.store.schema.find(context.req.param('name') ?? '');
      if (object) return show(context, '/objects', object.label, renderObject(org, object));
      return respondHtml(context, renderOutside('Not found', notThere), 404);
    }),
  );
  section('/users', 'Users', () => renderUsers(org));
  section('/requests', 'Requests', (context) => renderRequests(org, readRequestsFilter(context.req.query())));
  section('/failures', 'Failures', () => renderFailures(org));

  app.get(
    '/page/requests/rows',
    guarded(async (context) => {
      const list = renderRows(org, readRequestsFilter(context.req.query()));
      return respondJson(context, { rows: String(await list.rows), total: list.total, count: describeCount(list) });
    }),
  );
  app.post(
    '/page/requests/clear',
    guarded((context) => {
      org.journal.clear();
      return context.redirect('/requests', 303);
    }),
  );
  app.post('/page/sign-in', async (context) => {
    setPageHeaders(context);
    checkOrigin(context);
    const form = await readPageForm(context);
    const username = (form.get('username') ?? '').slice(0, 200);
    const problem = refuseSignIn(org, username, form.get('password') ?? '');
    if (problem !== null) return respondHtml(context, renderSignIn(username, problem), 403);
    giveSecret(context, sessions.open());
    return context.redirect('/', 303);
  });
  app.post(
    '/page/sign-out',
    guarded((context) => {
      sessions.end(shownSecret(context));
      takeSecret(context);
      return context.redirect('/', 303);
    }),
  );
  addActions(app, org, sessions, guarded);
  addFiles(app);
}
