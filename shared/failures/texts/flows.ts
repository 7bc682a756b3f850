import { type FailureText, NOTHING_RAN } from './failure-text.ts';

/** Flows as they are drawn, called and started by themselves. */
export const flowTexts = {
  problems: {
    title: 'The flow has {count:problem that stops|problems that stop} it',
    cause: '{first}',
    fix: 'Mend them; the Problems panel lists all.',
    done: NOTHING_RAN,
  },
  setting: { title: 'A setting is wrong', cause: '{message}', fix: 'Correct it in the step, then run again.' },
  unknownType: {
    title: 'A step’s type isn’t known',
    cause: '“{type}” isn’t a step that this version of Millrace has.',
    fix: 'Check the type for a typo, or update Millrace.',
    done: NOTHING_RAN,
  },
  stepIdWrong: {
    title: 'A step’s id can’t be used',
    cause: '“{id}” can’t be the id of a step: {detail}',
    fix: 'Use lower-case letters, digits and underscores, starting with a letter, and each id once.',
    done: NOTHING_RAN,
  },
  lineToNowhere: {
    title: 'A line leads nowhere',
    cause: '“{step}” isn’t in the flow any more, and a line leads to it.',
    fix: 'Delete the line, or draw it to another step.',
    done: NOTHING_RAN,
  },
  noSuchPort: {
    title: 'A line begins or ends at nothing',
    cause: '“{step}” has no {direction} called “{port}”: its type or settings changed.',
    fix: 'Draw the line from another output.',
    done: NOTHING_RAN,
  },
  loop: {
    title: 'The steps make a loop',
    cause: 'Records would go round {steps} for ever.',
    fix: 'Delete one of the lines. Use “For each” to repeat steps.',
    done: NOTHING_RAN,
  },
  nothingStarts: {
    title: 'Nothing starts this flow',
    cause: 'It has no trigger.',
    fix: 'Add a trigger, such as “Run now”.',
    done: NOTHING_RAN,
  },
  intoTrigger: {
    title: 'A trigger can’t receive records',
    cause: 'A line leads into it, and it is where a flow starts.',
    fix: 'Delete the line into it.',
    done: NOTHING_RAN,
  },
  notAutomatic: {
    title: 'Nothing starts this flow by itself',
    cause: 'Its trigger only starts it when somebody runs it.',
    fix: 'Add a trigger such as “Schedule”, or press Run instead.',
    done: 'The flow was left as it was: not activated.',
  },
  nothingMissed: {
    title: 'There is nothing to catch up on',
    cause: 'Each missed run of “{flow}” was caught up, or nobody can have its data any more.',
    fix: 'Run the flow instead.',
    done: NOTHING_RAN,
  },
  fileIsNoFlow: {
    title: 'The file isn’t a flow',
    cause: '{message} {why}',
    fix: 'Mend the file at that place, or export the flow again.',
    done: NOTHING_RAN,
  },
  newerFlow: {
    title: 'The flow was made with a newer Millrace',
    cause: 'Its format is “{format}”.',
    fix: 'Update Millrace, then run it again.',
    done: NOTHING_RAN,
  },
  flowTooLarge: {
    title: 'The flow is too large',
    cause: 'It is past a limit: {limit}. It has {actual}.',
    fix: 'Split it into several flows.',
    done: NOTHING_RAN,
  },
  noFlowToCall: {
    title: 'The flow to call isn’t there',
    cause: 'There is no flow “{flow}” to call. {detail}',
    fix: 'Choose the flow again in “{step}”.',
  },
  callsItself: {
    title: 'The flow would call itself without end',
    cause: 'These call each other in a circle: {chain}.',
    fix: 'Take one of these calls out.',
  },
  calledTooDeep: {
    title: 'Too many flows call each other',
    cause: 'They are more than {most} deep, and each waits for the one inside it: {chain}.',
    fix: 'Join some of these flows into one.',
  },
  calledFailed: {
    title: '“{flow}” failed',
    cause: 'It was called as run {number}. {detail} {reason}',
    fix: 'Open run {number} to see where it failed.',
  },
  webhookPort: {
    title: 'Webhooks can’t be called',
    cause: 'Port {port} is in use: another program listens where the addresses of your webhooks lead.',
    fix: 'End that program, or choose another port in Settings ▸ Webhooks. Webhooks are then heard again.',
    done: 'Calls that came meanwhile weren’t heard.',
  },
  webhookSecret: {
    title: 'The webhook has no secret',
    cause: 'It takes only signed calls, and a secret never travels with a flow that is copied or imported.',
    fix: 'Make a secret in the step’s settings, and give it to the caller.',
    done: 'Every call is refused until then.',
  },
  webhookBody: {
    title: 'The body of a call can’t be read',
    cause: '{why}',
    fix: 'Have the caller send JSON, a form or text, in UTF-8.',
    done: 'The call was refused, and no run was started.',
  },
} as const satisfies Record<string, FailureText>;
