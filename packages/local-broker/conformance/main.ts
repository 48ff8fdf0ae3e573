/**
 * Runs the conformance cases with every client and over every transport, and prints what passed, feature by feature.
 *
 * `nx run local-broker:conformance --args="[--client javascript|python]... [--transport amqp|tls|websocket]... [PATTERN]..."`
 * A pattern picks files of cases by their names.
 */
import { environmentOf, type Transport } from './harness/target.js';
import { ChoiceError, choicesOf } from './runner/choices.js';
import { givenTarget, transportsOf } from './runner/given-target.js';
import { startLocalTarget } from './runner/local-targets.js';
import { detailsOf, summaryOf, tableOf } from './runner/report.js';
import { isPassed, type RunResult } from './runner/results.js';
import { runJavaScript } from './runner/run-javascript.js';
import { findPython, runPython } from './runner/run-python.js';
import type { Client } from './runner/target.js';

/** What is wrong with the command line is a sentence for whoever wrote it, and no failure of the runner. */
function choicesOrExit() {
  try {
    return choicesOf(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof ChoiceError)) throw error;
    console.error(error.message);
    return process.exit(1);
  }
}

const { clients, transports, patterns } = choicesOrExit();
const connectionString = process.env[environmentOf.connectionString];
const reachable = transports.filter(
  (transport) => connectionString === undefined || transportsOf(connectionString).includes(transport),
);
const python = clients.includes('Python') ? await findPython(process.env) : undefined;
if (clients.includes('Python') && python === undefined)
  console.log(
    'The Python cases are skipped: no python3 here has azure.servicebus (Debian: apt-get install python3-azure).',
  );

/** @returns undefined when there is nothing to run, which has been said. */
async function conform(client: Client, transport: Transport): Promise<RunResult | undefined> {
  if (client === 'Python' && python === undefined) return undefined;
  const target =
    connectionString === undefined
      ? await startLocalTarget(client, transport)
      : givenTarget(client, transport, connectionString, process.env);
  if ('omitted' in target) {
    console.log(target.omitted);
    return undefined;
  }
  const title = `${client}, ${transport}`;
  console.log(`${title}: against ${target.place}`);
  try {
    const cases = await (python !== undefined && client === 'Python'
      ? runPython(python, target, patterns)
      : runJavaScript(target, patterns));
    const result = { title, cases };
    console.log(detailsOf(result));
    return result;
  } finally {
    await target.close();
  }
}

// At the same time: the cases wait far more than they work.
const runs = clients.flatMap((client) => reachable.map((transport) => conform(client, transport)));
const results = (await Promise.all(runs)).filter((result) => result !== undefined);
console.log(`\n${tableOf(results)}\n`);
console.log(summaryOf(results));
if (results.length === 0 || !results.every(isPassed)) process.exitCode = 1;
