import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawEnvironment } from './draw-environment.js';

const docs = new URL('../../../../docs/', import.meta.url);
for (const [name, text] of Object.entries(drawEnvironment())) {
  const file = fileURLToPath(new URL(name, docs));
  writeFileSync(file, text);
  console.log(file);
}
