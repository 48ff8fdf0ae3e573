import { tryParseDuration, type Problem } from '@ams/service-bus-model';
import type { TerraformResourceLifecycle } from 'cdktf';
import { isoDuration, type DurationInput } from './duration.js';
import { isUnresolved } from './known.js';

/** How long Terraform waits for Azure before it gives up. */
export interface OperationTimeouts {
  /** @default 30 minutes, the provider's */
  readonly create?: DurationInput;
  /** @default 5 minutes, the provider's */
  readonly read?: DurationInput;
  /** @default 30 minutes, the provider's */
  readonly update?: DurationInput;
  /** @default 30 minutes, the provider's */
  readonly delete?: DurationInput;
}

/** How Terraform treats an entity that holds messages. */
export interface LifecycleProps {
  /**
   * Whether Terraform refuses every plan that would delete or replace the entity, and with it its messages. It guards
   * as long as the construct is in the program: who takes that out takes the guard out too.
   * @default false
   */
  readonly preventDestroy?: boolean;
  /**
   * How long Terraform waits for Azure; each at least PT1S.
   * @default the provider's: 5 minutes to read, 30 for all else
   */
  readonly timeouts?: OperationTimeouts;
}

const operations = ['create', 'read', 'update', 'delete'] as const;

/** What to write to Terraform for them. */
export function lifecycleArguments({ preventDestroy, timeouts }: LifecycleProps): {
  readonly lifecycle?: TerraformResourceLifecycle;
  readonly timeouts?: Readonly<Partial<Record<(typeof operations)[number], string>>>;
} {
  return {
    ...(preventDestroy && { lifecycle: { preventDestroy } }),
    ...(timeouts && { timeouts: goDurations(timeouts) }),
  };
}

/** Terraform refuses a timeout that is no time. Absent ones, and those that only Terraform knows, are not judged. */
export function timeoutProblems(timeouts: OperationTimeouts = {}): readonly Problem[] {
  return operations.flatMap((operation) => {
    const value = isoDuration(timeouts[operation]);
    if (value === undefined || isUnresolved(value) || (tryParseDuration(value) ?? 0) >= 1000) return [];
    const rule = 'a timeout is an ISO 8601 duration of at least PT1S';
    return [{ property: `timeouts.${operation}`, value, rule, cure: "Give for example 'PT30M'." }];
  });
}

/** Terraform writes timeouts as Go does: `1800s`. */
function goDurations(timeouts: OperationTimeouts) {
  return Object.fromEntries(
    operations.flatMap((operation) => {
      const text = isoDuration(timeouts[operation]);
      if (text === undefined) return [];
      const milliseconds = tryParseDuration(text);
      return [[operation, milliseconds === undefined ? text : `${milliseconds / 1000}s`]];
    }),
  );
}
