import { History, House, LayoutTemplate, type LucideIcon, Plug, Settings, Workflow } from 'lucide-react';
import type { Route } from '../stores/navigation.ts';

/** One destination of the rail. Its place in the list is its shortcut: Mod+1 … Mod+6. */
export type Destination = {
  name: 'home' | 'flows' | 'connections' | 'runs' | 'templates' | 'settings';
  label: string;
  icon: LucideIcon;
  route: Route;
  /** Screens that belong to it. */
  screens: readonly Route['screen'][];
};

/** The six destinations, in the order of the rail. */
export const destinations: readonly Destination[] = [
  { name: 'home', label: 'Home', icon: House, route: { screen: 'home' }, screens: ['home'] },
  { name: 'flows', label: 'Flows', icon: Workflow, route: { screen: 'flows' }, screens: ['flows', 'flow'] },
  {
    name: 'connections',
    label: 'Connections',
    icon: Plug,
    route: { screen: 'connections' },
    screens: ['connections', 'connection', 'new-connection'],
  },
  { name: 'runs', label: 'Runs', icon: History, route: { screen: 'runs' }, screens: ['runs', 'run'] },
  {
    name: 'templates',
    label: 'Templates',
    icon: LayoutTemplate,
    route: { screen: 'templates' },
    screens: ['templates'],
  },
  {
    name: 'settings',
    label: 'Settings',
    icon: Settings,
    route: { screen: 'settings', section: 'appearance' },
    screens: ['settings', 'credential', 'new-credential'],
  },
];
