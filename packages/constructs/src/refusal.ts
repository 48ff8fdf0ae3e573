import { describeProblem, type Problem } from '@ams/service-bus-model';
import type { IConstruct } from 'constructs';

/**
 * A construct was given what Azure would refuse at apply. The message names the construct's path and, for each problem,
 * the property, the value, Azure's rule and the cure.
 */
export class AzureRefusalError extends Error {
  override readonly name = 'AzureRefusalError';

  constructor(
    /** Path of the construct, `messaging-dev/orders`. */
    readonly path: string,
    readonly problems: readonly Problem[],
  ) {
    super([`Azure would refuse ${path}:`, ...problems.map(describeProblem)].join('\n  - '));
  }
}

/**
 * Ends synth if there is any problem.
 *
 * @throws {AzureRefusalError}
 */
export function refuse(construct: IConstruct, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new AzureRefusalError(construct.node.path, problems);
}
