import { outputKeys, stackName, stackOutputDefinitions } from '../src/index.js';

const snakeCase = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

test.each(outputKeys)('%s is named alike in Terraform and in the environment', (key) => {
  const { output, variable } = stackOutputDefinitions[key];
  expect({ output, variable }).toEqual({ output: snakeCase(key), variable: `AMS_${snakeCase(key).toUpperCase()}` });
});

test.each(outputKeys)('%s is sensitive exactly if it is a connection string', (key) => {
  expect(stackOutputDefinitions[key].sensitive).toBe(key.endsWith('ConnectionString'));
});

test('names the stack of an environment', () => {
  expect(stackName('dev')).toBe('messaging-dev');
});
