import { parseArgs } from 'node:util';

import type { Scenario, ScenarioOptions } from './scenario.js';

/** Defaults make a run that is short enough for every change. */
const defaults = { kills: 15, damages: 30, messages: 50_000, soak: 0 } as const;

/**
 * @returns what to run, and how long.
 * @throws RangeError when an option is not what it must be.
 */
export function chosenRun(
  args: readonly string[],
  scenarios: readonly Scenario[],
): { readonly options: ScenarioOptions; readonly chosen: readonly Scenario[] } {
  const values = valuesOf(args);
  const options: ScenarioOptions = {
    seed: wholeNumber('seed', values.seed) ?? Date.now() % 1_000_000,
    kills: wholeNumber('kills', values.kills) ?? defaults.kills,
    damages: wholeNumber('damages', values.damages) ?? defaults.damages,
    messages: wholeNumber('messages', values.messages) ?? defaults.messages,
    soak: wholeNumber('soak', values.soak) ?? defaults.soak,
  };
  if (values.only === undefined) {
    return { options, chosen: scenarios.filter(({ isChosen }) => isChosen?.(options) ?? true) };
  }
  return { options, chosen: values.only.split(',').map((name) => named(name.trim(), scenarios)) };
}

function valuesOf(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { only: text, kills: text, damages: text, messages: text, soak: text, seed: text },
    }).values;
  } catch (error) {
    throw new RangeError(
      `${(error as Error).message}. There are --only, --kills, --damages, --messages, --soak and --seed.`,
      {
        cause: error,
      },
    );
  }
}

function named(name: string, scenarios: readonly Scenario[]): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found) return found;
  const names = scenarios.map((scenario) => scenario.name).join(', ');
  throw new RangeError(`--only names '${name}', but there are the scenarios ${names}.`);
}

function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new RangeError(`--${option} is '${text}', but it is a whole number from 0 to 999999999.`);
}
