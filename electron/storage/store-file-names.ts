/** The store's database. Beside it stand backups and, where it ever came to that, damaged stores that were set aside. */
export const STORE_FILE = 'millrace.db';

/** A store that is being made or brought back, and takes the store's place once it is whole. */
export const UNFINISHED_STORE_FILE = 'millrace.unfinished.db';
