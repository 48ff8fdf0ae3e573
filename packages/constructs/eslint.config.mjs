import base from '../../eslint.config.mjs';

/** On CDK Terrain the bindings of the provider have a copy of the core library of their own, with classes of their own. */
const sources = {
  files: ['src/**/*.ts'],
  rules: {
    'no-restricted-syntax': [
      'error',
      {
        selector:
          "BinaryExpression[operator='instanceof'] > Identifier.right[name=/^(ComplexObject|Terraform(?!Local).*)$/]",
        message:
          'An element of the bindings is no instance of this class on CDK Terrain. Ask for example TerraformResource.isTerraformResource(it).',
      },
    ],
  },
};

/** The example is a program of another team: it imports the package by its name. */
const example = {
  files: ['examples/**/*.ts'],
  rules: { '@nx/enforce-module-boundaries': ['error', { allowCircularSelfDependency: true }] },
};

export default [...base, sources, example];
