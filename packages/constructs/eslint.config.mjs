import base from '../../eslint.config.mjs';

/** The example is a program of another team: it imports the package by its name. */
const example = {
  files: ['examples/**/*.ts'],
  rules: { '@nx/enforce-module-boundaries': ['error', { allowCircularSelfDependency: true }] },
};

export default [...base, example];
