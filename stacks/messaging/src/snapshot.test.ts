import { synthesizeEnvironment } from '../test/synthesize-environment.js';

/**
 * What Terraform is told, so that a change of infrastructure is seen in review. After a change that is meant:
 * `npx jest -c stacks/messaging/jest.config.cjs snapshot -u`.
 */
describe.each(['dev', 'prod'] as const)('the synthesized stack of %s', (environment) => {
  const { resource, output, provider, terraform } = synthesizeEnvironment(environment);
  const resources = Object.entries(resource).flatMap(([type, all]) =>
    Object.entries(all).map(([name, attributes]) => [`${type}.${name}`, attributes] as const),
  );

  it.each(resources)('%s', (_, attributes) => {
    expect(attributes).toMatchSnapshot();
  });

  it('resources', () => {
    expect(resources.map(([address]) => address)).toMatchSnapshot();
  });

  it('outputs', () => {
    const told = Object.entries(output).map(([name, { value, sensitive }]) => [
      name,
      sensitive === true ? `(sensitive) ${String(value)}` : value,
    ]);
    expect(Object.fromEntries(told)).toMatchSnapshot();
  });

  it('provider and backend', () => {
    // A local backend's path is of the machine that synthesizes.
    expect({ provider, backends: Object.keys(terraform.backend) }).toMatchSnapshot();
  });
});
