/** What a step that gathers names instead of a step that splits, to get all records in one list. */
export const ALL_RECORDS = 'all';
