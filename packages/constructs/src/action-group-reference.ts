import { isResourceId, resourceIdShapes } from '@ams/service-bus-model';
import { Construct, type IConstruct } from 'constructs';
import { knownValue } from './known.js';
import { refuse } from './refusal.js';

/** What alerts need to know of an action group. */
export interface IActionGroup extends IConstruct {
  readonly actionGroupId: string;
}

const { actionGroup } = resourceIdShapes;

/** An action group that exists, of which alerts need the id alone. */
export class ImportedActionGroup extends Construct implements IActionGroup {
  constructor(
    scope: Construct,
    id: string,
    readonly actionGroupId: string,
  ) {
    super(scope, id);
    const known = knownValue(actionGroupId);
    if (known === undefined || isResourceId(known, actionGroup)) return;
    refuse(this, [
      {
        property: 'actionGroupId',
        value: known,
        rule: `the id of ${actionGroup.kind} is ${actionGroup.example}`,
        cure: "Copy it from the portal's JSON view of the group.",
      },
    ]);
  }
}
