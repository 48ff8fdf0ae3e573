import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Testing, type App } from 'cdktf';
import 'cdktf/lib/testing/adapters/jest.js';
import { Construct } from 'constructs';
import * as constructs from '../src/index.js';

const file = fileURLToPath(new URL('../examples/everything.ts', import.meta.url));

/** The names of all constructs and aspects that the package exports. */
function exported(): readonly string[] {
  return Object.entries<unknown>(constructs)
    .filter(([, value]) => typeof value === 'function' && isBuildingBlock(value.prototype))
    .map(([name]) => name);
}

function isBuildingBlock(prototype: unknown): boolean {
  return prototype instanceof Construct || (prototype instanceof Object && 'visit' in prototype);
}

describe('examples/everything.ts', () => {
  let outdir: string;
  let app: App;

  beforeAll(async () => {
    Testing.setupJest();
    outdir = mkdtempSync(join(tmpdir(), 'everything-'));
    process.env['CDKTF_OUTDIR'] = outdir;
    ({ app } = await import('../examples/everything.js'));
  });

  afterAll(() => {
    delete process.env['CDKTF_OUTDIR'];
    rmSync(outdir, { recursive: true, force: true });
  });

  it('has every construct and aspect of the package', () => {
    const built = new Set(app.node.findAll().map((node) => node.constructor.name));
    const text = readFileSync(file, 'utf8');
    const used = (name: string): boolean => text.includes(`new ${name}(`) || text.includes(`${name}.`);
    const missing = exported().filter((name) => !built.has(name) && !used(name));
    expect(missing).toEqual([]);
  });

  // Needs the Terraform CLI, and the provider from where `terraform init` finds it.
  (process.env['TERRAFORM_VALIDATE'] === '1' ? it : it.skip)(
    'is valid to Terraform',
    () => {
      expect(outdir).toBeValidTerraform();
    },
    300_000,
  );
});
