import type { JsonObject } from '../../shared/json/json.ts';

/** Where the host writes what operators need. Messages are redacted before they come here. */
export type Log = {
  info(message: string, data?: JsonObject): void;
  warn(message: string, data?: JsonObject): void;
  error(message: string, data?: JsonObject): void;
};
