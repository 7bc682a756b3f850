/** Brings a database from one version to the next; runs in one transaction with the change of its version. */
export type StoreMigration = {
  /** The version it makes, counted from 1. */
  version: number;
  /** What it does, as the name of its file says it. */
  name: string;
  /** The tables it makes for what a person made, as opposed to what runs leave behind: a backup keeps them. */
  keeps: readonly string[];
  sql: string;
};
