import { type FailureText, NOTHING_RAN } from './failure-text.ts';

/** Runs, what ends them, and what they need of this computer. */
export const runTexts = {
  unexpected: {
    title: 'Something unexpected happened in “{step}”',
    cause: '{detail}',
    fix: 'Copy the details and report it. Nothing that was saved is lost.',
  },
  gone: {
    title: 'Something that the flow uses isn’t there',
    cause: '{message} {why}',
    fix: 'Choose another one in “{step}”, then run again.',
  },
  stopped: {
    title: '“{step}” ended the run',
    cause: '{message}',
    fix: 'Look at the records that reached it, or change when it ends the run.',
  },
  cancelled: {
    title: 'The run was stopped',
    cause: 'You stopped it.',
    fix: 'Resume it when you are ready. What was done isn’t done again.',
  },
  runTooSlow: {
    title: 'The run took too long',
    cause: 'It wasn’t over within {seconds:second|seconds}, and the flow’s settings allow no more.',
    fix: 'Allow its runs more time, or resume: it goes on where it was.',
  },
  notSplit: {
    title: 'A record belongs to no list',
    cause: 'It didn’t come through “{step}”, and only records that “{step}” handed on can be gathered.',
    fix: 'Gather before the branches meet, or gather all.',
  },
  listTooLarge: {
    title: 'A list is too large',
    cause: 'It takes more than {megabytes} MB, and a list has to fit into memory.',
    fix: 'Put only the fields into it that you need, or filter before.',
  },
  evaluatorFailed: {
    title: 'An expression couldn’t be computed',
    cause: 'It needs a process of its own, which didn’t start or was ended.',
    fix: 'Retry. If it goes on, close other programs, or install Millrace anew.',
  },
  sourceChanged: {
    title: 'The source has changed since',
    cause: 'What “{step}” read has changed. With other records, some things could be done twice.',
    fix: 'Put the old source back and resume, or run the flow again.',
  },
  noPlaceToGoOn: {
    title: 'The run can’t go on reading',
    cause: 'The service that “{step}” reads from gave no place to go on from.',
    fix: 'Look at what was done, then run the flow again with the rest.',
  },
  notResumable: {
    title: 'The run can’t go on',
    cause: '{message}',
    fix: 'Run the flow again.',
    done: 'What the run did before stays as it is.',
  },
  underWay: {
    title: 'The run isn’t over yet',
    cause: '{why}',
    fix: 'Stop it first, or wait until it is over.',
    done: 'It goes on.',
  },
  partImpossible: {
    title: 'This part of the flow can’t run by itself',
    cause: '{message}',
    fix: 'Choose another step, or run the whole flow.',
    done: NOTHING_RAN,
  },
  noDataToRun: {
    title: 'There are no records to run with',
    cause: '{message} {why}',
    fix: 'Run the whole flow, keeping all its data, then try this again.',
    done: NOTHING_RAN,
  },
  noDryRun: {
    title: 'This step can’t take part in a dry run',
    cause: '“{step}” writes, and can’t say beforehand what it would do.',
    fix: 'Switch the step off for the dry run, or try it on the practice org.',
    done: 'Nothing was written.',
  },
  withheld: {
    title: 'The dry run withheld a call',
    cause: '“{step}” wanted to call {target}, and a dry run changes nothing outside.',
    fix: 'Run the flow to make the call.',
    done: 'Nothing was sent.',
  },
  planMoved: {
    title: 'Something has changed since the dry run',
    cause: '“{step}” was about to write to {target}, which isn’t in the plan.',
    fix: 'Make a new dry run and look at its plan.',
  },
  planNotApplicable: {
    title: 'The plan can’t be applied',
    cause: '{message} {why}',
    fix: 'Make a new dry run, or run the flow.',
    done: 'Nothing of it was written this time.',
  },
  budgetReached: {
    title: 'No calls are left for today',
    cause: '{connection} has made the {limit:call|calls} that it may make in a day.',
    fix: 'Raise its limit to go on now. Otherwise the run goes on after midnight.',
  },
  storeTrouble: {
    title: 'Millrace’s own data can’t be saved',
    cause: '{message} {why}',
    fix: 'Check the disk and the folder’s permissions, free some space, then resume.',
  },
  storeDamaged: {
    title: 'Millrace’s own data is damaged',
    cause: '{why}',
    fix: '{fix}',
  },
} as const satisfies Record<string, FailureText>;
