import type { Hono } from 'hono';
import type { PracticeContext, PracticeEnv } from '../http/respond.ts';
import { checkOrigin, setPageHeaders } from './guard.ts';
import { pageIcon } from './icon.ts';
import { pageScript } from './script.ts';
import { pageStyle } from './style.ts';

const files = [
  ['/page/style.css', 'text/css; charset=utf-8', pageStyle],
  ['/page/script.js', 'text/javascript; charset=utf-8', pageScript],
  ['/page/icon.svg', 'image/svg+xml', pageIcon],
] as const;

/** Adds the page's own style, script and icon: all that its policy lets it load. */
export function addFiles(app: Hono<PracticeEnv>): void {
  for (const [path, type, text] of files) {
    app.get(path, (context: PracticeContext) => {
      setPageHeaders(context);
      checkOrigin(context);
      context.header('Content-Type', type);
      return context.body(text);
    });
  }
}
