/**
 * Reads an environment variable and takes it out of this process's environment, so that no process it starts gets it
 * and nothing that prints the environment shows it (S18). Call it once, at the start.
 */
export function takeVariable(name: string): string | undefined {
  const value = process.env[name];
  delete process.env[name];
  return value;
}
