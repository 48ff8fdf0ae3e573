import { readFileSync } from 'node:fs';

import { sqlParserSource } from '../../generator/sql-parser-source.js';

describe('the generated parser', () => {
  it('is what peggy makes of the grammar: run `nx run service-bus-model:generate-sql-parser` after a change', () => {
    // Compared as one value, because a difference of thousands of lines helps nobody.
    const written = readFileSync(new URL('generated-parser.ts', import.meta.url), 'utf8');
    expect(written === sqlParserSource()).toBe(true);
  });
});
