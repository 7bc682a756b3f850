import type { Hono } from 'hono';
import { html } from 'hono/html';
import { notFound } from '../api-error.ts';
import { addResource } from '../http/resource.ts';
import type { PracticeEnv } from '../http/respond.ts';
import { parseId } from '../ids.ts';
import type { Org } from '../org.ts';
import { findUser } from './users.ts';

const colours = ['#0b5cad', '#12857a', '#8a2f10', '#6a3fa0', '#14357f', '#7a5c00'];

/** Adds the pictures that identities name: the user's initials, large (`F`) or small (`T`). Open to everyone. */
export function addProfilePhotos(app: Hono<PracticeEnv>, org: Org): void {
  addResource(app, '/profilephoto/:user/:size', {
    GET: async (context) => {
      const id = parseId(context.req.param('user') ?? '');
      const user = id === null ? undefined : findUser(org, id);
      const pixels = { F: 200, T: 64 }[context.req.param('size') ?? ''];
      if (!user || pixels === undefined) throw notFound();
      const initials = [user.firstName, user.lastName].map((name) => [...name][0] ?? '').join('');
      const colour = colours[(user.id.codePointAt(14) ?? 0) % colours.length];
      const picture = html`<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" height="${pixels}" viewBox="0 0 64 64"><rect width="64" height="64" fill="${colour}"/><text x="32" y="41" text-anchor="middle" font-family="system-ui,sans-serif" font-size="25" fill="#fff">${initials}</text></svg>`;
      return context.body(String(await picture), 200, {
        'Content-Type': 'image/svg+xml',
        'Content-Security-Policy': "default-src 'none'",
      });
    },
  });
}
