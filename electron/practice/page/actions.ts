import type { Hono } from 'hono';
import { ApiError, notFound } from '../api-error.ts';
import type { Control } from '../control/registry.ts';
import { type PracticeContext, type PracticeEnv, respondJson } from '../http/respond.ts';
import type { Org } from '../org.ts';
import { readControlForm } from './control-form.ts';
import { shownSecret } from './guard.ts';
import { listInForce, renderInForce } from './in-force.ts';
import type { Notice, PageSessions } from './page-sessions.ts';
import { readPageForm } from './respond.ts';

type Answer = (context: PracticeContext) => Response | Promise<Response>;

/** Does what a form asks; its result is what the person is told. */
type Action = (control: Control, form: URLSearchParams) => Promise<string>;

const turnOn: Action = async (control, sent) => {
  const form = control.forms?.[Number(sent.get('form'))];
  if (!form || !control.on.POST) throw notFound('There is no such form. Load the page again.');
  await control.on.POST(readControlForm(form, sent));
  return `Done: ${form.title}.`;
};

const turnOff: Action = async (control, sent) => {
  if (!control.on.DELETE) throw notFound('This cannot be turned off.');
  await control.on.DELETE(Object.fromEntries(sent));
  return 'Turned off.';
};

async function carryOut(org: Org, context: PracticeContext, action: Action): Promise<Notice> {
  try {
    const control = org.controls.find(context.req.param('name') ?? '');
    if (!control) throw notFound('There is no such control. Load the page again.');
    return { kind: 'done', text: await action(control, await readPageForm(context)) };
  } catch (error) {
    if (error instanceof ApiError) return { kind: 'failed', text: error.entries[0]?.message ?? error.message };
    throw error;
  }
}

/**
 * Adds what the forms of the page do. A form that the page's script sent is answered with what changed; one that the
 * browser sent by itself leads back to the section, which says the same.
 */
export function addActions(
  app: Hono<PracticeEnv>,
  org: Org,
  sessions: PageSessions,
  guarded: (answer: Answer) => Answer,
): void {
  const answer = (action: Action): Answer =>
    guarded(async (context) => {
      const notice = await carryOut(org, context, action);
      if (context.req.header('accept') === 'application/json') {
        const inForce = String(await renderInForce(org));
        return respondJson(context, { ...notice, inForce, active: listInForce(org).length });
      }
      sessions.leave(shownSecret(context), notice);
      return context.redirect('/failures', 303);
    });
  app.post('/page/controls/:name', answer(turnOn));
  app.post('/page/controls/:name/off', answer(turnOff));
}
