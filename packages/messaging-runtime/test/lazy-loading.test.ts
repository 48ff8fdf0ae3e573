import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Packages that an app has loaded once its command is there. */
function packagesLoadedBy(entry: string): readonly string[] {
  const program = `
    import { createRequire } from 'node:module';
    await import(${JSON.stringify(join(__dirname, '../src', entry))});
    const files = Object.keys(createRequire(import.meta.url).cache);
    const names = files.map((file) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1]);
    console.log(JSON.stringify([...new Set(names)]));
  `;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@ams/source', '--import', 'tsx', '--input-type=module', '--eval', program],
    { cwd: join(__dirname, '..'), encoding: 'utf8' },
  );
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

test.each(['index.ts', 'cli/index.ts'])(
  '%s loads nothing that only telemetry and probes need',
  (entry) => {
    const packages = packagesLoadedBy(entry);
    expect(packages).toContain('@azure/service-bus');
    expect(packages.filter((name) => /^(@opentelemetry\/.*|fastify|@fastify\/.*)$/.test(name))).toEqual([]);
  },
  60_000,
);
