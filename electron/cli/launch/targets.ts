/** What the bundler makes: the trusted side (command and desktop), the preload script, and the page. */
export const buildTargets = ['main', 'preload', 'renderer'] as const;

export type BuildTarget = (typeof buildTargets)[number];

/** How a build is told to make less than everything: names of targets, separated by commas. */
export const TARGETS_VARIABLE = 'MILLRACE_BUILD_TARGETS';

/** The targets that this build makes; all of them when nothing was chosen. Throws for a name that is none. */
export function chosenTargets(chosen = process.env[TARGETS_VARIABLE]): Set<BuildTarget> {
  if (chosen === undefined || chosen === '') return new Set(buildTargets);
  return new Set(chosen.split(',').map(readTarget));
}

function readTarget(name: string): BuildTarget {
  const target = buildTargets.find((known) => known === name);
  if (target === undefined) throw new Error(`${TARGETS_VARIABLE}: “${name}” is none of ${buildTargets.join(', ')}.`);
  return target;
}
