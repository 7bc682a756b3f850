import { useSyncExternalStore } from 'react';

/** Sections of Settings that exist. */
export const settingsSections = [
  'general',
  'appearance',
  'history',
  'credentials',
  'secrets',
  'webhooks',
  'practice',
  'about',
] as const;
export type SettingsSection = (typeof settingsSections)[number];

/** The two tabs of a connection's page. */
export type ConnectionTab = 'details' | 'related';

/** Where the person is. Filters of lists travel beside it as {@link RouteQuery}. */
export type Route =
  | { screen: 'home' }
  | { screen: 'flows' }
  | { screen: 'flow'; flowId: string }
  | { screen: 'connections' }
  | { screen: 'new-connection' }
  | { screen: 'connection'; connectionId: string; tab: ConnectionTab }
  | { screen: 'runs' }
  | { screen: 'run'; runId: string }
  | { screen: 'templates' }
  | { screen: 'settings'; section: SettingsSection }
  | { screen: 'new-credential' }
  | { screen: 'credential'; credentialId: string }
  | { screen: 'unknown'; path: string };

/** What stands after the `?` of a route: a list's search and filters. */
export type RouteQuery = Record<string, string>;

/** The route's address in the page, as in `#/connections/42/related`. */
export function addressOf(route: Route, query: RouteQuery = {}): string {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
  return `#${pathOf(route)}${search === '' ? '' : `?${search}`}`;
}

/** The route that an address means; `unknown` for one that no screen has. */
export function readAddress(hash: string): { route: Route; query: RouteQuery } {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?');
  return { route: routeOf(path), query: Object.fromEntries(new URLSearchParams(search)) };
}

/** Goes to a route; Back returns to the one before. `replace` leaves no trace of the one before. */
export function navigate(route: Route, query: RouteQuery = {}, options: { replace?: boolean } = {}): void {
  const address = addressOf(route, query);
  if (address === window.location.hash) return;
  if (options.replace) window.history.replaceState(null, '', address);
  else window.history.pushState(null, '', address);
  tellListeners();
}

/** The route of the moment; the component renders again when it changes. */
export function useRoute(): { route: Route; query: RouteQuery } {
  return useSyncExternalStore(subscribe, currentRoute);
}

/** The route of the moment, outside components. */
export function currentRoute(): { route: Route; query: RouteQuery } {
  const hash = window.location.hash;
  if (read.hash !== hash) read = { hash, ...readAddress(hash) };
  return read;
}

let read: { hash: string; route: Route; query: RouteQuery } = { hash: '', ...readAddress('') };
const listeners = new Set<() => void>();

function tellListeners(): void {
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', tellListeners);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('popstate', tellListeners);
  };
}

function pathOf(route: Route): string {
  switch (route.screen) {
    case 'flow':
      return `/flows/${encodeURIComponent(route.flowId)}`;
    case 'new-connection':
      return '/connections/new';
    case 'connection':
      return `/connections/${encodeURIComponent(route.connectionId)}/${route.tab}`;
    case 'run':
      return `/runs/${encodeURIComponent(route.runId)}`;
    case 'settings':
      return `/settings/${route.section}`;
    case 'new-credential':
      return '/settings/credentials/new';
    case 'credential':
      return `/settings/credentials/${encodeURIComponent(route.credentialId)}`;
    case 'unknown':
      return route.path;
    default:
      return `/${route.screen}`;
  }
}

function routeOf(path: string): Route {
  const parts = path.split('/').filter(Boolean).map(decode);
  const [first = 'home', second, third] = parts;
  switch (first) {
    case 'home':
    case 'templates':
      return { screen: first };
    case 'flows':
      return second === undefined ? { screen: 'flows' } : { screen: 'flow', flowId: second };
    case 'connections':
      if (second === undefined) return { screen: 'connections' };
      if (second === 'new') return { screen: 'new-connection' };
      return { screen: 'connection', connectionId: second, tab: third === 'related' ? 'related' : 'details' };
    case 'runs':
      return second === undefined ? { screen: 'runs' } : { screen: 'run', runId: second };
    case 'settings':
      if (second === 'credentials' && third === 'new') return { screen: 'new-credential' };
      if (second === 'credentials' && third !== undefined) return { screen: 'credential', credentialId: third };
      return { screen: 'settings', section: settingsSections.find((section) => section === second) ?? 'appearance' };
    default:
      return { screen: 'unknown', path };
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A hand-written address with a stray % still leads to the “isn’t on this computer” screen.
    return part;
  }
}
