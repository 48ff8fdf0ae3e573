#!/usr/bin/env node
import { program } from './program.js';

try {
  await program().parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
