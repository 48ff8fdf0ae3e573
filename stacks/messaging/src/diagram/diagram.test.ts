import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawEnvironment } from './draw-environment.js';

const docs = fileURLToPath(new URL('../../../../docs', import.meta.url));

describe('the picture of the topology in docs', () => {
  const files = drawEnvironment();

  it.each(Object.keys(files))('is what the stack makes: %s (otherwise run "npx nx run messaging:diagram")', (name) => {
    expect(readFileSync(join(docs, name), 'utf8')).toBe(files[name]);
  });

  it('has every queue, topic, subscription and program', () => {
    for (const name of [
      'orders',
      'customer-orders',
      'parked',
      'events',
      'insights',
      'billing',
      'analytics',
      'reports',
    ]) {
      expect(files['topology.svg']).toContain(`>${name}</text>`);
    }
    for (const program of ['producer', 'consumer', 'processor', 'reprocessor']) {
      expect(files['topology.svg']).toContain(`>${program}</text>`);
    }
  });
});
