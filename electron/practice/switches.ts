import type { OrgArea } from './areas.ts';
import { newestVersion, oldestVersion } from './rest/versions.ts';

/** The settings of an org that a test or a curious user may change while it runs. */
export interface SwitchValues {
  /** Whether the token endpoint grants tokens for username and password. Orgs made since Summer '23 start without. */
  readonly passwordFlow: boolean;
  /** Whether SOAP `login()` answers at all. Orgs made since Summer '26 start without. */
  readonly soapLogin: boolean;
  /** Whether each refresh brings a new refresh token and ends the old one. */
  readonly rotateRefreshTokens: boolean;
  /**
   * How new access tokens look: `opaque` is `<org id>!<text>`, `jwt` has the three parts of a JSON Web Token, which
   * SOAP clients refuse.
   */
  readonly tokenFormat: 'opaque' | 'jwt';
  /** Whether the REST API refuses tokens that were granted without the scope `api` (or `full`). */
  readonly requireScopes: boolean;
  /** The oldest API version that answers; older ones are retired. */
  readonly versionFloor: number;
  /** Most records one answer of a query holds. Source: SOQL query resource, 2,000. */
  readonly queryPageSize: number;
  /**
   * How `process/approvals` refuses a single request: `error` answers 400 with the error array, `result` answers 200
   * with a result that has errors, as it does for several requests.
   */
  readonly singleApprovalFailure: 'error' | 'result';
  /** Most rows one page of a Bulk API 2.0 query result holds unless `maxRecords` asks for fewer. */
  readonly bulkPageSize: number;
}

/** The name of a switch. */
export type SwitchName = keyof SwitchValues;

interface SwitchRule<Value> {
  readonly usual: Value;
  /** What is allowed, in words that complete "must be …". */
  readonly allowed: string;
  readonly accepts: (value: unknown) => value is Value;
}

/** A switch refused: its name is unknown or the value is not one it can have. The message says what is allowed. */
export class SwitchError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SwitchError';
  }
}

function onOff(usual: boolean): SwitchRule<boolean> {
  return { usual, allowed: 'true or false', accepts: (value) => typeof value === 'boolean' };
}

function oneOf<Text extends string>(usual: Text, ...others: Text[]): SwitchRule<Text> {
  const all: readonly unknown[] = [usual, ...others];
  return { usual, allowed: all.join(' or '), accepts: (value): value is Text => all.includes(value) };
}

function wholeNumber(usual: number, smallest: number, largest: number): SwitchRule<number> {
  return {
    usual,
    allowed: `a whole number from ${smallest} to ${largest}`,
    accepts: (value): value is number =>
      typeof value === 'number' && Number.isInteger(value) && value >= smallest && value <= largest,
  };
}

const rules: { readonly [Name in SwitchName]: SwitchRule<SwitchValues[Name]> } = {
  passwordFlow: onOff(true),
  soapLogin: onOff(true),
  rotateRefreshTokens: onOff(false),
  tokenFormat: oneOf('opaque', 'jwt'),
  requireScopes: onOff(true),
  versionFloor: wholeNumber(oldestVersion, 20, newestVersion),
  queryPageSize: wholeNumber(2_000, 1, 2_000),
  singleApprovalFailure: oneOf('error', 'result'),
  bulkPageSize: wholeNumber(50_000, 1, 1_000_000),
};

/** Every switch, in the order they are shown. */
export const switchNames = Object.keys(rules) as readonly SwitchName[];

function isSwitchName(name: string): name is SwitchName {
  return Object.hasOwn(rules, name);
}

/** What a switch may be set to, in words that complete "must be …". */
export function describeSwitch(name: SwitchName): string {
  return rules[name].allowed;
}

function usualValues(): SwitchValues {
  return Object.fromEntries(switchNames.map((name) => [name, rules[name].usual])) as unknown as SwitchValues;
}

/** The switches of one org. */
export class Switches implements OrgArea {
  readonly name = 'switches';
  readonly #changed: () => void;
  #values = usualValues();

  /** `changed` is told after each change, so that the state can be kept. */
  constructor(changed: () => void = () => {}) {
    this.#changed = changed;
  }

  /** The present values; a new object after each change, so it may be kept and compared. */
  get values(): SwitchValues {
    return this.#values;
  }

  /**
   * Sets some switches, all or none, and returns the values then in force. Throws SwitchError for a name that is no
   * switch or a value the switch cannot have.
   */
  set(settings: Readonly<Record<string, unknown>>): SwitchValues {
    for (const [name, value] of Object.entries(settings)) {
      if (!isSwitchName(name)) {
        throw new SwitchError(`${name.slice(0, 80)} is not a switch. Switches are ${switchNames.join(', ')}.`);
      }
      if (!rules[name].accepts(value)) throw new SwitchError(`${name} must be ${rules[name].allowed}.`);
    }
    this.#values = { ...this.#values, ...settings };
    this.#changed();
    return this.#values;
  }

  /** Puts all switches back to what a new org has. */
  reset(): void {
    this.#values = usualValues();
    this.#changed();
  }

  /** The values that differ from a new org's, to be stored. */
  save(): Partial<SwitchValues> {
    const usual = usualValues();
    return Object.fromEntries(
      switchNames.filter((name) => this.#values[name] !== usual[name]).map((name) => [name, this.#values[name]]),
    );
  }

  /** Takes over what `save` returned. Throws SwitchError when it does not fit. */
  load(saved: unknown): void {
    if (typeof saved !== 'object' || saved === null) throw new SwitchError('The stored switches are not an object.');
    this.reset();
    this.set(saved as Record<string, unknown>);
  }
}
