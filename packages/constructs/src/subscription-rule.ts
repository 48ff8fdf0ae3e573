import {
  defaultRule,
  ruleProblems,
  type CorrelationFilter,
  type FilterDefinition,
  type Problem,
} from '@ams/service-bus-model';
import { ServicebusSubscriptionRule } from '@cdktf/provider-azurerm/lib/servicebus-subscription-rule/index.js';
import type { TerraformElement } from 'cdktf';
import { Construct } from 'constructs';
import { knownValue } from './known.js';
import { nameAfterOwner } from './logical-id.js';
import { refuse } from './refusal.js';

/** Every member given must equal the message's. The provider carries application properties as text alone. */
export interface CorrelationFilterProps extends Omit<CorrelationFilter, 'kind' | 'properties'> {
  /** Application properties. To compare a number, use a SQL filter. */
  readonly properties?: Readonly<Record<string, string>>;
}

export interface SubscriptionRuleProps {
  /**
   * Condition in the SQL filter language, 1 to 1,024 characters: `type = 'purchase' AND amount > 100`.
   * @default none; either this or `correlationFilter` is given
   */
  readonly sqlFilter?: string;
  /**
   * Values that the message must have: cheaper than SQL, where equality is enough.
   * @default none; either this or `sqlFilter` is given
   */
  readonly correlationFilter?: CorrelationFilterProps;
  /**
   * Changes to the copy that the rule lets through, 1 to 1,024 characters: `SET priority = 'high'; REMOVE trace`. A rule
   * with an action yields a copy of its own, beside that of the other rules.
   * @default none
   */
  readonly action?: string;
}

export interface ServiceBusSubscriptionRuleProps extends SubscriptionRuleProps {
  /** 1 to 50 letters, digits and `. - _`, with a letter or digit at both ends. */
  readonly name: string;
  readonly subscription: TerraformElement & { readonly id: string };
}

/**
 * A rule of a subscription: which messages it takes and what it changes in them. Made by a subscription's `addRule`.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply, SQL syntax included
 */
export class ServiceBusSubscriptionRule extends Construct {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: ServicebusSubscriptionRule;
  readonly ruleName: string;

  constructor(scope: Construct, id: string, props: ServiceBusSubscriptionRuleProps) {
    super(scope, id);
    const { name, subscription, sqlFilter, correlationFilter, action } = props;
    const judgedAction = knownValue(action);
    refuse(this, [
      ...defaultRuleProblems(name),
      ...filterChoiceProblems(props),
      ...emptyTextProblems(correlationFilter),
      ...ruleProblems({
        name: knownValue(name),
        filter: judgedFilter(props),
        action: judgedAction === undefined ? undefined : { sqlExpression: judgedAction },
      }),
    ]);

    this.resource = new ServicebusSubscriptionRule(this, 'Default', {
      name,
      subscriptionId: subscription.id,
      filterType: sqlFilter === undefined ? 'CorrelationFilter' : 'SqlFilter',
      sqlFilter,
      correlationFilter: correlationFilter && {
        ...correlationFilter,
        properties: correlationFilter.properties && { ...correlationFilter.properties },
      },
      action,
    });
    nameAfterOwner(this.resource, subscription, id);
    this.ruleName = this.resource.name;
  }
}

function defaultRuleProblems(name: string): readonly Problem[] {
  if (name.toLowerCase() !== defaultRule.name.toLowerCase()) return [];
  return [
    {
      property: 'name',
      value: name,
      rule: 'Azure makes that rule itself with the subscription, so that Terraform cannot create it',
      cure: 'Choose another name: Azure removes its rule when the first other one is added.',
    },
  ];
}

function filterChoiceProblems({ sqlFilter, correlationFilter }: SubscriptionRuleProps): readonly Problem[] {
  if ((sqlFilter === undefined) !== (correlationFilter === undefined)) return [];
  return [
    {
      property: 'filter',
      value: { sqlFilter, correlationFilter },
      rule: 'a rule has one filter, SQL or correlation',
      cure: "Give either sqlFilter or correlationFilter; sqlFilter: '1 = 1' takes everything.",
    },
  ];
}

function emptyTextProblems(filter: CorrelationFilterProps | undefined): readonly Problem[] {
  return Object.entries(filter ?? {}).flatMap(([name, value]) => {
    if (value !== '') return [];
    const rule = 'the azurerm provider leaves an empty text out of the filter';
    return [{ property: `correlationFilter.${name}`, value, rule, cure: 'Leave it out, or compare it by SQL.' }];
  });
}

function judgedFilter({ sqlFilter, correlationFilter }: SubscriptionRuleProps): FilterDefinition | undefined {
  if (correlationFilter !== undefined) return { kind: 'correlation', ...correlationFilter };
  const sqlExpression = knownValue(sqlFilter);
  return sqlExpression === undefined ? undefined : { kind: 'sql', sqlExpression };
}
