/**
 * Runs the conformance cases over every transport of the target and prints what passed, feature by feature.
 *
 * `nx run local-broker:conformance -- [--transport amqp|tls|websocket]... [PATTERN]...`: a pattern picks files of cases.
 */
import { parseArgs } from 'node:util';

import { failuresIn, printable, summaryOf } from './runner/report.js';
import { runCases } from './runner/run-cases.js';
import { openTargets } from './runner/targets.js';
import { type Transport, transports } from './harness/target.js';

const { values, positionals: patterns } = parseArgs({
  allowPositionals: true,
  options: { transport: { type: 'string', multiple: true } },
});

const wanted = (values.transport ?? []).map((name) => {
  if (transports.some((transport) => transport === name)) return name as Transport;
  throw new RangeError(`'${name}' is not a transport: give one of ${transports.join(', ')}.`);
});

const results = [];
for (const open of openTargets(process.env, wanted)) {
  const target = await open();
  console.log(`== ${target.transport}: ${target.description}`);
  try {
    const result = await runCases(target, patterns);
    console.log(failuresIn(result));
    results.push(result);
  } finally {
    await target.close();
  }
}
console.log(printable(results));
console.log(summaryOf(results));
if (results.some(({ isPassed }) => !isPassed)) process.exitCode = 1;
