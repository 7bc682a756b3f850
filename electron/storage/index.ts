export type { ConnectionDetails, ConnectionStore, StoredConnection } from './connections.ts';
export type { FlowVersion } from './flow-versions.ts';
export type { Bindings, FlowEntry, FlowStatus, FlowStore, StoredFlow } from './flows.ts';
export type { JournalStore } from './journal.ts';
export { openStore, type Store, type StoreOptions } from './open-store.ts';
export type { RecorderOptions } from './run-recorder.ts';
export { DEFAULT_HISTORY_BYTES, type Page, type RunStore } from './runs.ts';
export type { SettingStore } from './settings.ts';
export type { WrappedKeyStore } from './wrapped-keys.ts';
