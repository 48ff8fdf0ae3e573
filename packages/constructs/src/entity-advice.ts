import { limits } from '@ams/service-bus-model';
import { Annotations } from 'cdktf';
import type { IConstruct } from 'constructs';

/** What an entity was given, as far as it is known at synth. */
export interface AdvisedProps {
  readonly maxDeliveryCount?: number;
  readonly requiresDuplicateDetection?: boolean;
  readonly duplicateDetectionHistoryTimeWindow?: string;
  readonly autoDeleteOnIdle?: string;
  readonly preventDestroy?: boolean;
  readonly supportOrdering?: boolean;
  readonly partitioningEnabled?: boolean;
}

interface Advice {
  readonly applies: (props: AdvisedProps) => boolean;
  readonly text: (props: AdvisedProps) => string;
}

/** What Azure takes, and its owner probably did not mean. */
const advices: readonly Advice[] = [
  {
    applies: ({ maxDeliveryCount = 0 }) => maxDeliveryCount > limits.maxDeliveryCount.advisedMaximum,
    text: ({ maxDeliveryCount }) =>
      `maxDeliveryCount is ${maxDeliveryCount}: a message that fails ${limits.maxDeliveryCount.advisedMaximum} times fails again, and keeps the others waiting. Let it go to the dead-letter queue earlier.`,
  },
  {
    applies: ({ requiresDuplicateDetection = false, duplicateDetectionHistoryTimeWindow }) =>
      !requiresDuplicateDetection && duplicateDetectionHistoryTimeWindow !== undefined,
    text: ({ duplicateDetectionHistoryTimeWindow }) =>
      `duplicateDetectionHistoryTimeWindow is '${duplicateDetectionHistoryTimeWindow}', but nothing looks for duplicates. Set requiresDuplicateDetection, or leave the window out.`,
  },
  {
    applies: ({ supportOrdering = false, partitioningEnabled = false }) => supportOrdering && partitioningEnabled,
    text: () =>
      'supportOrdering is true, and has no effect on a partitioned topic. Leave one of supportOrdering and partitioningEnabled out, or use sessions where order matters.',
  },
  {
    applies: ({ preventDestroy = false, autoDeleteOnIdle }) => preventDestroy && autoDeleteOnIdle !== undefined,
    text: ({ autoDeleteOnIdle }) =>
      `autoDeleteOnIdle is '${autoDeleteOnIdle}', and Azure deletes the entity then whatever preventDestroy says. Leave one of them out.`,
  },
];

/** Warns at synth of what Azure takes, and its owner probably did not mean. */
export function advise(construct: IConstruct, props: AdvisedProps): void {
  for (const { applies, text } of advices) {
    if (applies(props)) Annotations.of(construct).addWarning(text(props));
  }
}
