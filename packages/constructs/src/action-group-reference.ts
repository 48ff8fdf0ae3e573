import { Construct, type IConstruct } from 'constructs';
import { knownValue } from './known.js';
import { refuse } from './refusal.js';

/** What alerts need to know of an action group. */
export interface IActionGroup extends IConstruct {
  readonly actionGroupId: string;
}

const shape = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Insights\/actionGroups\/[^/]+$/i;

/** An action group that exists, of which alerts need the id alone. */
export class ImportedActionGroup extends Construct implements IActionGroup {
  constructor(
    scope: Construct,
    id: string,
    readonly actionGroupId: string,
  ) {
    super(scope, id);
    const known = knownValue(actionGroupId);
    if (known === undefined || shape.test(known)) return;
    refuse(this, [
      {
        property: 'actionGroupId',
        value: known,
        rule: "an action group's id is /subscriptions/…/resourceGroups/…/providers/Microsoft.Insights/actionGroups/…",
        cure: "Copy it from the portal's JSON view of the group.",
      },
    ]);
  }
}
