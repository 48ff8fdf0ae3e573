import { writeFileSync } from 'node:fs';

import { sqlParserSource } from './sql-parser-source.js';

writeFileSync(new URL('../src/sql/generated-parser.ts', import.meta.url), sqlParserSource());
