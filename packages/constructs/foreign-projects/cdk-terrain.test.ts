import { readFileSync } from 'node:fs';
import { ForeignProject } from './foreign-project.js';
import { withoutProviderVersions } from './synthesized.js';
import { everything, versionHere } from './workspace.js';

/** The versions of CDK Terrain and of its bindings of azurerm that this has been seen to work with. */
const cdkTerrain = '0.24.0';
const bindings = '16.1.0';

/** CDK Terrain in the place of CDKTF, as the README of the package tells. */
const cdktf = `npm:cdktn@${cdkTerrain}`;

const variants = [
  {
    name: "with CDKTF's bindings of azurerm",
    dependencies: { cdktf, '@cdktf/provider-azurerm': versionHere('@cdktf/provider-azurerm') },
    overrides: { cdktf },
  },
  {
    name: 'with its own bindings of azurerm',
    dependencies: { cdktf, '@cdktf/provider-azurerm': `npm:@cdktn/provider-azurerm@${bindings}` },
    overrides: { cdktf, cdktn: cdkTerrain },
  },
];

describe.each(variants)('CDK Terrain, $name', ({ dependencies, overrides }) => {
  let project: ForeignProject;

  beforeAll(() => {
    project = new ForeignProject();
    project.write('package.json', {
      name: 'terrain',
      version: '1.0.0',
      private: true,
      type: 'module',
      dependencies: { ...dependencies, constructs: '10.7.2' },
      overrides,
    });
    project.write('tsconfig.json', {
      compilerOptions: { module: 'nodenext', target: 'es2022', strict: true, skipLibCheck: true, types: ['node'] },
    });
    project.write('main.ts', everything);
    project.install(...project.tarballs);
    project.install('--save-dev', '@types/node@20', `typescript@${versionHere('typescript')}`);
  });

  afterAll(() => project.remove());

  it('is what the constructs run on', () => {
    expect(readFileSync(project.installed('cdktf', 'package.json'), 'utf8')).toContain('"name": "cdktn"');
  });

  it('compiles a program of every construct', () => {
    expect(project.run('npx', 'tsc')).toBe('');
  });

  it('synthesizes to what CDKTF does, but for the version of the provider', () => {
    project.run('node', 'main.js');
    expect(withoutProviderVersions(project.synthesized())).toEqual(withoutProviderVersions(project.expected()));
  });
});
