import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { rights, roles } from '../security/roles.ts';
import { json, jsonObject, reads, requires, timestamp } from './base.ts';
import { testProgress } from './connections.ts';
import { keyProtection } from './vault.ts';

/** What this way of running Millrace can do; the renderer hides what is absent. */
export const capabilities = z.object({
  shell: z.enum(['desktop', 'browser', 'none']),
  secretsAtRest: keyProtection,
  nativeDialogs: z.boolean(),
  showFolder: z.boolean(),
});
export type Capabilities = z.infer<typeof capabilities>;

/** What doesn't start by itself, since Millrace ended unexpectedly too often: runs that were cut off, and active flows. */
export const safeMode = z.object({ since: timestamp, runs: z.number(), flows: z.number() });
export type SafeMode = z.infer<typeof safeMode>;

export const appInfo = z.object({
  version: z.string(),
  capabilities,
  dataFolder: z.string(),
  /** Shown as Owner: the computer's user. */
  ownerName: z.string(),
  /** The flow “Welcome new leads” of a fresh workspace, while it exists. */
  starterFlowId: z.string().nullable(),
  startedAt: timestamp,
  /** Null while everything starts by itself. */
  safeMode: safeMode.nullable(),
  /** Who the asker is to the host, and all that it may do; the renderer leaves out the rest. */
  role: z.enum(roles),
  rights: z.array(z.enum(rights)),
});
export type AppInfo = z.infer<typeof appInfo>;

/** Something that other windows must hear of. The event id on the wire is its number, so a stream can be resumed. */
export const hostChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('flows.changed'), flowId: z.string().optional() }),
  z.object({ type: z.literal('connections.changed'), connectionId: z.string().optional() }),
  z.object({ type: z.literal('credentials.changed'), credentialId: z.string() }),
  z.object({ type: z.literal('runs.changed'), runId: z.string(), flowId: z.string(), status: z.string() }),
  z.object({ type: z.literal('settings.changed') }),
  z.object({ type: z.literal('safeMode.changed') }),
  z.object({ type: z.literal('practice.changed') }),
  z.object({ type: z.literal('vault.changed') }),
  /** A test has come further: of a connection or a principal, by its id, or of details that aren't stored, by the caller's `progressId`. */
  z.object({ type: z.literal('tests.progressed'), id: z.string(), lines: testProgress }),
]);
export type HostChange = z.infer<typeof hostChange>;

export const appContract = {
  info: reads.output(appInfo),
  /** Changes from now on. */
  watch: reads.output(eventIterator(hostChange)),
  /** Ends safe mode: what was held back starts, now and every time. Does nothing outside it. */
  leaveSafeMode: requires('runFlows').output(z.object({ left: z.literal(true) })),
  settings: {
    /** Every setting that was ever set, by name. */
    get: reads.output(jsonObject),
    /** Sets one; names are up to the renderer (`theme`, `checklist` …), values at most 100 kB. */
    set: requires('changeSettings')
      .input(z.object({ name: z.string().min(1).max(100), value: json }))
      .output(z.object({ saved: z.literal(true) })),
  },
};
