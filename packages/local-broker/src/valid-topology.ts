import { describeProblem, type Topology, topologyProblems } from '@ams/service-bus-model';

/** The topology has something in it that Azure would refuse. */
export class InvalidTopologyError extends Error {
  override readonly name = 'InvalidTopologyError';
}

/** What would fail on Azure fails here first. @throws InvalidTopologyError */
export function refuseInvalid(topology: Topology): void {
  const problems = topologyProblems(topology);
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `- ${problem.place}: ${describeProblem(problem)}`);
  throw new InvalidTopologyError(`Azure would refuse this namespace:\n${lines.join('\n')}`);
}
