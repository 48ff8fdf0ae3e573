import { Annotations, Aspects, TerraformDataSource, TerraformStack, type TerraformProvider } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { IServiceBusTopic } from './topic-base.js';

/** The first version of the provider that can delete `$Default`. */
const firstVersion = '4.81.0';

const stacks = new WeakSet<TerraformStack>();

/**
 * Lets the azurerm provider delete the rule `$Default`, which takes everything, in the same step in which it creates a
 * subscription. Otherwise the rule stays until Terraform adds the first other one, seconds or minutes later, and lets
 * in whatever is sent to the topic meanwhile.
 *
 * A subscription without rules would take nothing then; those of the provider's stack get the rule `everything`
 * (`1 = 1`), so that they mean what they did. Subscriptions that exist keep their rules.
 *
 * It asks Terraform for azurerm 4.81 or later, which has the feature `auto_delete_subscription_default_rule`.
 */
export function deleteDefaultRules(provider: TerraformProvider): void {
  const stack = TerraformStack.of(provider);
  if (stacks.has(stack)) return;
  stacks.add(stack);
  provider.addOverride('features.0.servicebus', [{ auto_delete_subscription_default_rule: true }]);
  const { terraformResourceType: name, terraformGeneratorMetadata: generated } = provider;
  const versions = [generated?.providerVersionConstraint, `>= ${firstVersion}`].filter((one) => one !== undefined);
  stack.addOverride(`terraform.required_providers.${name}.version`, versions.join(', '));
}

/** What decides whether a subscription takes messages that none of its own rules ask for. */
export interface RuledSubscription extends IConstruct {
  readonly topic: IServiceBusTopic;
  readonly hasRules: boolean;
  /** Adds the rule that stands for `$Default`. */
  takeEverything(): void;
}

/** At synth, when all rules are known: makes good for a deleted `$Default`, or warns that it is open for a while. */
export function mindDefaultRule(subscription: RuledSubscription): void {
  Aspects.of(subscription).add({
    visit: (node) => {
      if (node !== subscription) return;
      const deleted = stacks.has(TerraformStack.of(subscription));
      if (deleted && !subscription.hasRules) subscription.takeEverything();
      if (!deleted && subscription.hasRules && isElsewhere(subscription)) warn(subscription);
    },
  });
}

/** Whether the topic is there before the subscription is, and so has traffic. */
function isElsewhere({ topic }: RuledSubscription): boolean {
  return TerraformDataSource.isTerraformDataSource(topic.node.defaultChild);
}

function warn(subscription: RuledSubscription): void {
  Annotations.of(subscription).addWarning(
    `The topic ${subscription.topic.plainName ?? ''} exists already, and Azure's rule $Default lets all its messages into a new subscription until Terraform has added the first rule. Call deleteDefaultRules(provider), which needs azurerm ${firstVersion} or later, or let the consumer bear messages that it did not ask for.`,
  );
}
