/** What a step did with its records: `{done}` of them, while `{failed}` failed. One set of sentences for each verb. */
export type AccountSentences = { someDone: string; allFailed: string; doneBefore: string; nothingDone: string };

/** The sentences by what was done. */
export const accountSentences = {
  created: {
    someDone: '{done} created, {failed} not.',
    allFailed: 'Nothing was created: {failed:record|records} failed.',
    doneBefore: '{done} created before it failed.',
    nothingDone: 'Nothing was created.',
  },
  updated: {
    someDone: '{done} updated, {failed} not.',
    allFailed: 'Nothing was updated: {failed:record|records} failed.',
    doneBefore: '{done} updated before it failed.',
    nothingDone: 'Nothing was updated.',
  },
  saved: {
    someDone: '{done} saved, {failed} not.',
    allFailed: 'Nothing was saved: {failed:record|records} failed.',
    doneBefore: '{done} saved before it failed.',
    nothingDone: 'Nothing was saved.',
  },
  deleted: {
    someDone: '{done} deleted, {failed} not.',
    allFailed: 'Nothing was deleted: {failed:record|records} failed.',
    doneBefore: '{done} deleted before it failed.',
    nothingDone: 'Nothing was deleted.',
  },
  read: {
    someDone: '{done} read, {failed} not.',
    allFailed: 'Nothing was read: {failed:record|records} failed.',
    doneBefore: '{done} read before it failed.',
    nothingDone: 'Nothing was read.',
  },
  written: {
    someDone: '{done} written, {failed} not.',
    allFailed: 'Nothing was written: {failed:record|records} failed.',
    doneBefore: '{done} written before it failed.',
    nothingDone: 'Nothing was written.',
  },
  sent: {
    someDone: '{done} sent, {failed} not.',
    allFailed: 'Nothing was sent: {failed:record|records} failed.',
    doneBefore: '{done} sent before it failed.',
    nothingDone: 'Nothing was sent.',
  },
  done: {
    someDone: '{done} done, {failed} not.',
    allFailed: 'Nothing was done: {failed:record|records} failed.',
    doneBefore: '{done} done before it failed.',
    nothingDone: 'Nothing was done.',
  },
} as const satisfies Record<string, AccountSentences>;

/** The sentences that a step is told with, by its operation: the part of its type behind the connector. */
export const sentencesByOperation: Readonly<Record<string, keyof typeof accountSentences>> = {
  create: 'created',
  update: 'updated',
  upsert: 'saved',
  delete: 'deleted',
  query: 'read',
  read: 'read',
  get: 'read',
  write: 'written',
  request: 'sent',
};

/** What became of the other records, and of the failed ones. */
export const fateTexts = {
  untried: '{untried:record was|records were} not finished.',
  untouchedFile: 'The file is as it was before.',
  stopped: { one: 'Later steps didn’t get it.', many: 'Later steps didn’t get them.' },
  skipped: { one: 'The run went on without it.', many: 'The run went on without them.' },
  port: { one: 'It went out of the error port.', many: 'They went out of the error port.' },
} as const;

/** What a run that no step failed had done before: some of these for each step that changed something outside. */
export const runAccountTexts = {
  step: '“{step}”:',
  created: '{done} created.',
  updated: '{done} updated.',
  saved: '{done} saved.',
  deleted: '{done} deleted.',
  written: '{done} written.',
  sent: '{done} sent.',
  called: '{done:flow|flows} called.',
  unfinished: '{untried:record|records} not finished.',
  nothing: 'Nothing was changed in another system.',
} as const;
