import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ForeignProject } from './foreign-project.js';
import { publishedPackages } from './published-packages.js';

interface Manifest {
  readonly main: string;
  readonly types: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

describe.each(publishedPackages)('the tarball of %s', (name) => {
  let project: ForeignProject;
  let folder: string;
  let files: readonly string[];

  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

  beforeAll(() => {
    project = new ForeignProject();
    // With the peers left out it takes a second, and the files of the packages are the same.
    project.install('--legacy-peer-deps', ...project.tarballs);
    folder = project.installed(...name.split('/'));
    files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  });

  afterAll(() => project.remove());

  it.each(['README.md', 'CHANGELOG.md', 'LICENSE'])('has a %s', (file) => {
    expect(files).toContain(file);
  });

  it('has every file that its manifest names', () => {
    const { main, types, exports } = JSON.parse(read('package.json')) as Manifest;
    const exported = Object.values(exports).flatMap((to) => (typeof to === 'string' ? to : Object.values(to)));
    const missing = [main, types, ...exported].filter((path) => !existsSync(join(folder, path)));
    expect(missing).toEqual([]);
  });

  it('has every source that a map points to', () => {
    const missing = files
      .filter((file) => file.endsWith('.map'))
      .flatMap((file) => {
        const { sources } = JSON.parse(read(file)) as { readonly sources: readonly string[] };
        return sources.map((source) => join(dirname(file), source));
      })
      .filter((source) => !existsSync(join(folder, source)));
    expect(missing).toEqual([]);
  });

  // What tsc once wrote stays in dist when its source goes: remove dist, and build anew.
  it('has nothing built that has no source', () => {
    const built = files.filter((file) => file.startsWith('dist/') && file.endsWith('.js'));
    const sources = built.map((file) => file.replace(/^dist/, 'src').replace(/\.js$/, '.ts'));
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((source) => !files.includes(source))).toEqual([]);
  });

  it('has no tests, and nothing that only builds and tests need', () => {
    expect(files.filter((file) => /\.test\.|fixtures|tsbuildinfo|tsconfig|eslint|jest/.test(file))).toEqual([]);
  });
});
