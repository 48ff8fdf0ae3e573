import type { IResolvable } from 'cdktf';
import type { IActionGroup } from './action-group-reference.js';
import type { DurationInput } from './duration.js';
import type { ResourceGroupReference } from './resource-group.js';

/** What metric alerts have in common, whatever they watch. */
export interface AlertSettings {
  /** 1 to 260 characters, none of `* # & + : < > ? @ % { } \ / |`; unique in the resource group. */
  readonly name: string;
  /** Who is told, at most 5 groups. */
  readonly actionGroups: readonly IActionGroup[];
  /**
   * Where the alert is put.
   * @default the namespace's resource group
   */
  readonly resourceGroup?: Pick<ResourceGroupReference, 'name'>;
  /**
   * How often it is evaluated: PT1M, PT5M, PT15M, PT30M or PT1H; not PT1M with a dynamic threshold.
   * @default 'PT1M', with a dynamic threshold 'PT5M'
   */
  readonly frequency?: DurationInput;
  /**
   * Span of time it looks at: PT1M, PT5M, PT15M, PT30M, PT1H, PT6H, PT12H or P1D, and at least the frequency; with a
   * dynamic threshold PT5M to PT1H.
   * @default 'PT5M'
   */
  readonly windowSize?: DurationInput;
  /**
   * 0 (critical) to 4 (verbose).
   * @default 3
   */
  readonly severity?: number;
  /**
   * What the mail says first.
   * @default nothing
   */
  readonly description?: string;
  /**
   * Whether it is resolved by itself when all is well again.
   * @default true
   */
  readonly autoMitigate?: boolean | IResolvable;
  /**
   * Whether it is evaluated.
   * @default true
   */
  readonly enabled?: boolean | IResolvable;
  /** @default no tags */
  readonly tags?: Readonly<Record<string, string>>;
}
