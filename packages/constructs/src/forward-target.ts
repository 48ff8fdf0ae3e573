import { isUnresolved } from './known.js';

/** A queue or topic that another entity can forward to. */
export interface IForwardTarget {
  /** Name as Terraform knows it: a reference, so that the target is created first. */
  readonly entityName: string;
  /** Name as it was given, where it is known at synth. */
  readonly plainName: string | undefined;
}

/** Name to write to Terraform. */
export function forwardName(target: string | IForwardTarget | undefined): string | undefined {
  return target === undefined || typeof target === 'string' ? target : target.entityName;
}

/** Name to judge at synth: that there is a target counts even where its name is not known yet. */
export function judgedForwardName(target: string | IForwardTarget | undefined): string | undefined {
  if (target === undefined) return undefined;
  const name = typeof target === 'string' ? target : (target.plainName ?? target.entityName);
  return isUnresolved(name) ? '(known after apply)' : name;
}
