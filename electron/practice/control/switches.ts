import { describeSwitch, SwitchError, type Switches, type SwitchName, switchNames } from '../switches.ts';
import type { Control, ControlForm } from './registry.ts';
import { refuse, refuseOthers } from './settings.ts';

/** How the page words each switch: a title, what it does to a client, and the heading it is under. */
const words: Readonly<Record<SwitchName, Pick<ControlForm, 'group' | 'title' | 'explanation'>>> = {
  passwordFlow: {
    group: 'Sign-in',
    title: 'Username-password grant',
    explanation: 'Switched off in orgs made since Summer ’23: the token endpoint refuses the grant.',
  },
  soapLogin: {
    group: 'Sign-in',
    title: 'SOAP login',
    explanation: 'Switched off in orgs made since Summer ’26: login() is refused.',
  },
  rotateRefreshTokens: {
    group: 'Sign-in',
    title: 'Rotate refresh tokens',
    explanation: 'Each refresh brings a new refresh token and ends the old one.',
  },
  tokenFormat: {
    group: 'Sign-in',
    title: 'Form of access tokens',
    explanation: 'Some SOAP clients refuse a token that looks like a JSON Web Token.',
  },
  requireScopes: {
    group: 'Sign-in',
    title: 'Require the api scope',
    explanation: 'Tokens granted without it are refused by the REST API; a refresh does not help.',
  },
  versionFloor: {
    group: 'Org',
    title: 'Oldest API version',
    explanation: 'Older versions are retired: REST answers 410, SOAP a fault.',
  },
  queryPageSize: {
    group: 'Records',
    title: 'Records per query answer',
    explanation: 'With a small number even a short list comes in several pages.',
  },
  singleApprovalFailure: {
    group: 'Answers',
    title: 'A refused approval request',
    explanation: 'Sent alone, it is answered with an error (400) or with a result that holds the error (200).',
  },
  bulkPageSize: {
    group: 'Records',
    title: 'Rows per Bulk result page',
    explanation: 'With a small number even a short result comes in several pages, each with its header row.',
  },
};

function fieldOf(name: SwitchName, value: unknown): ControlForm['fields'][number] {
  const initial = String(value);
  if (typeof value === 'boolean') return { name, label: 'On', kind: 'flag', initial };
  if (typeof value === 'number') return { name, label: 'Number', kind: 'number', initial };
  return { name, label: 'Form', kind: 'choice', initial, choices: () => describeSwitch(name).split(' or ') };
}

/** `POST switches` sets some switches, GET shows all, DELETE puts one (`?name=`) or all back. */
export function switchesControl(switches: Switches): Control {
  const set = (settings: Readonly<Record<string, unknown>>) => {
    try {
      return switches.set(settings);
    } catch (error) {
      if (error instanceof SwitchError) throw refuse(error.message);
      throw error;
    }
  };
  const putBack = (name: string) => {
    const { [name]: _usualAgain, ...others }: Record<string, unknown> = { ...switches.save() };
    switches.reset();
    switches.set(others);
  };
  return {
    name: 'switches',
    description: `POST sets switches: ${switchNames.map((name) => `${name} (${describeSwitch(name)})`).join('; ')}. GET shows all. DELETE puts the one with ?name=, or all, back.`,
    on: {
      GET: (settings) => {
        refuseOthers(settings, []);
        return switches.values;
      },
      POST: set,
      DELETE: (settings) => {
        refuseOthers(settings, ['name']);
        const { name } = settings;
        if (name === undefined) switches.reset();
        else if (switchNames.some((known) => known === name)) putBack(String(name));
        else throw refuse(`name must be a switch: ${switchNames.join(', ')}.`);
        return switches.values;
      },
    },
    get forms() {
      return switchNames.map((name) => ({
        ...words[name],
        button: 'Set',
        fields: [fieldOf(name, switches.values[name])],
      }));
    },
    inForce: () =>
      Object.entries(switches.save()).map(([name, value]) => ({ text: `${name} is ${String(value)}`, off: { name } })),
  };
}
