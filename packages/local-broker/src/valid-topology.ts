import { describeProblem, type Topology, topologyProblems } from '@ams/service-bus-model';

import { partThatIsNoTopology } from './topology-shape.js';

/** What is given as a topology is none, or Azure would refuse it. The message says what is wrong. */
export class InvalidTopologyError extends Error {
  override readonly name = 'InvalidTopologyError';
}

export const whatATopologyIs =
  'A topology says which queues and topics a namespace has. Write one with defineTopology({ namespace, queues, topics }), ' +
  'with queues of defineQueue and topics of defineTopic, or read one: readSynthesizedStack(json) for a cdk.tf.json, ' +
  "readEmulatorConfig(json) for a Config.json. All are in '@ams/service-bus-model'.";

/** What would fail on Azure fails here first. @throws InvalidTopologyError */
export function refuseInvalid(topology: unknown): asserts topology is Topology {
  refuseOther(topology);
  const problems = topologyProblems(topology);
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `- ${problem.place}: ${describeProblem(problem)}`);
  throw new InvalidTopologyError(`Azure would refuse this namespace:\n${lines.join('\n')}`);
}

function refuseOther(value: unknown): asserts value is Topology {
  const part = partThatIsNoTopology(value);
  if (part === undefined) return;
  throw new InvalidTopologyError(`${problemOf(value, part)} ${whatATopologyIs}`);
}

function problemOf(value: unknown, part: string): string {
  if (value === undefined) return "The option 'topology' is missing.";
  if (typeof value !== 'object' || value === null) return `The topology is ${String(value)}, which is none.`;
  if ('UserConfig' in value) return 'The topology is the JSON of a Config.json. Give readEmulatorConfig(json) instead.';
  if ('resource' in value) return 'The topology is the JSON of a cdk.tf.json. Give readSynthesizedStack(json) instead.';
  return `The topology is none: its '${part || 'namespace'}' is missing, or not what a topology has there.`;
}
