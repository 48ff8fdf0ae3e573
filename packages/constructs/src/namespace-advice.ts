import { Annotations } from 'cdktf';
import type { IConstruct } from 'constructs';
import { defaultActionOf, networkRuleCount, type NetworkRuleSetProps } from './network-rules.js';

interface AdvisedProps {
  readonly networkRuleSet: NetworkRuleSetProps | undefined;
  readonly publicNetworkAccessEnabled: boolean | undefined;
}

/** Warns at synth of what Azure takes in a namespace, and its owner probably did not mean. */
export function adviseOnNamespace(construct: IConstruct, props: AdvisedProps): void {
  const { networkRuleSet, publicNetworkAccessEnabled } = props;
  if (networkRuleSet === undefined) return;
  const rules = networkRuleCount(networkRuleSet);
  if (rules > 0 && defaultActionOf(networkRuleSet) === 'Allow') {
    Annotations.of(construct).addWarning(
      "networkRuleSet.defaultAction is 'Allow', so that its rules keep nobody out. Leave defaultAction out, or the rules.",
    );
  }
  if (rules > 0 && publicNetworkAccessEnabled === false) {
    Annotations.of(construct).addWarning(
      'networkRuleSet lets nobody in while publicNetworkAccessEnabled is false: the rules are for the public address. Leave one of them out.',
    );
  }
}
