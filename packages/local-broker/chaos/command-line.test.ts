import { chosenRun } from './command-line.js';
import type { Scenario, ScenarioOptions } from './scenario.js';

const scenario = (name: string, isChosen?: (options: ScenarioOptions) => boolean): Scenario => ({
  name,
  about: name,
  ...(isChosen && { isChosen }),
  run: async () => ({ counts: {}, violations: [] }),
});
const scenarios = [scenario('kills'), scenario('soak', ({ soak }) => soak > 0)];

const namesFor = (...args: string[]): readonly string[] => chosenRun(args, scenarios).chosen.map(({ name }) => name);

describe('the command line', () => {
  it('leaves out what is only run when it is asked for', () => {
    expect(namesFor()).toEqual(['kills']);
    expect(namesFor('--soak', '600')).toEqual(['kills', 'soak']);
  });

  it('runs the scenarios that are named and no others', () => {
    expect(namesFor('--only', 'soak')).toEqual(['soak']);
    expect(namesFor('--only', 'soak,kills')).toEqual(['soak', 'kills']);
  });

  it('hands numbers on', () => {
    expect(chosenRun(['--kills', '200', '--seed', '7'], scenarios).options).toMatchObject({ kills: 200, seed: 7 });
  });

  it.each([
    [['--only', 'fire'], "'fire'"],
    [['--kills', 'many'], "'many'"],
    [['--kill', '3'], "'--kill'"],
  ])('refuses %j by name', (args, value) => {
    expect(() => chosenRun(args, scenarios)).toThrow(RangeError);
    expect(() => chosenRun(args, scenarios)).toThrow(value);
  });
});
