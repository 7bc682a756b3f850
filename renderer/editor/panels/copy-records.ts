import type { JsonObject } from '../../../shared/json/json.ts';
import { showToast } from '../../ui/toasts.ts';

/** Puts records on the clipboard as JSON and says so. */
export function copyRecords(records: readonly JsonObject[]): void {
  navigator.clipboard.writeText(JSON.stringify(records, null, 2)).then(
    () => showToast(`Copied ${records.length} ${records.length === 1 ? 'record' : 'records'} as JSON.`),
    () => showToast('The clipboard can’t be written here.', { tone: 'info' }),
  );
}
