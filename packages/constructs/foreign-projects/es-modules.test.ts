import { ForeignProject } from './foreign-project.js';
import { everything, versionHere } from './workspace.js';

const packageJson = { name: 'foreign', version: '1.0.0', private: true, type: 'module' };

const tsconfig = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    types: ['node'],
  },
};

describe('a project of ES modules', () => {
  let project: ForeignProject;

  beforeAll(() => {
    project = new ForeignProject();
    project.write('package.json', packageJson);
    project.write('tsconfig.json', tsconfig);
    project.write('main.ts', everything);
    project.install(...project.tarballs);
    project.install('--save-dev', '@types/node@20', `typescript@${versionHere('typescript')}`);
  });

  afterAll(() => project.remove());

  it('compiles a program of every construct, and the types of the packages', () => {
    expect(project.run('npx', 'tsc')).toBe('');
  });

  it('synthesizes to what this workspace does', () => {
    project.run('node', 'main.js');
    expect(project.synthesized()).toEqual(project.expected());
  });
});
