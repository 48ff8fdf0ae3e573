import type { Problem } from '@ams/service-bus-model';
import { isUnresolved } from './known.js';
import { ServiceBusNamespace, type IServiceBusNamespace } from './namespace.js';

/** A queue or topic that another entity can forward to. */
export interface IForwardTarget {
  /** Name as Terraform knows it: a reference, so that the target is created first. */
  readonly entityName: string;
  /** Name as it was given, where it is known at synth. */
  readonly plainName: string | undefined;
  readonly namespace: IServiceBusNamespace;
}

/** What a queue or subscription forwards, and where to. */
export interface ForwardProps {
  readonly forwardTo?: string | IForwardTarget;
  readonly forwardDeadLetteredMessagesTo?: string | IForwardTarget;
}

/** Names to write to Terraform. */
export function forwardNames({ forwardTo, forwardDeadLetteredMessagesTo }: ForwardProps) {
  return {
    forwardTo: forwardName(forwardTo),
    forwardDeadLetteredMessagesTo: forwardName(forwardDeadLetteredMessagesTo),
  };
}

function forwardName(target: string | IForwardTarget | undefined): string | undefined {
  return target === undefined || typeof target === 'string' ? target : target.entityName;
}

/** Names to judge at synth: that there is a target counts even where its name is not known yet. */
export function judgedForwardNames({ forwardTo, forwardDeadLetteredMessagesTo }: ForwardProps) {
  return {
    forwardTo: judgedForwardName(forwardTo),
    forwardDeadLetteredMessagesTo: judgedForwardName(forwardDeadLetteredMessagesTo),
  };
}

function judgedForwardName(target: string | IForwardTarget | undefined): string | undefined {
  if (target === undefined) return undefined;
  const name = typeof target === 'string' ? target : (target.plainName ?? target.entityName);
  return isUnresolved(name) ? '(known after apply)' : name;
}

/** Refuses targets of another namespace. One that was not made here may be the same by another way, and is not judged. */
export function foreignTargetProblems(props: ForwardProps, namespace: IServiceBusNamespace): readonly Problem[] {
  return (['forwardTo', 'forwardDeadLetteredMessagesTo'] as const).flatMap((property) => {
    const target = props[property];
    if (target === undefined || typeof target === 'string' || target.namespace === namespace) return [];
    if (![namespace, target.namespace].every((one) => one instanceof ServiceBusNamespace)) return [];
    return [
      {
        property,
        value: judgedForwardName(target),
        rule: `an entity forwards within its own namespace, and this target is in ${target.namespace.node.path}`,
        cure: `Forward to a queue or topic of ${namespace.node.path}, or move the messages by a program.`,
      },
    ];
  });
}
