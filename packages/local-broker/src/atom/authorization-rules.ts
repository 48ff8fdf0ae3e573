import type { AccessRight, AuthorizationRuleDefinition } from '@ams/service-bus-model';

import type { AccessRule } from '../access/access-control.js';
import type { SharedAccessKeys } from '../access/keys.js';
import type { ChosenKeys } from '../administration/administration.js';
import type { EntityTimes } from '../engine/activity.js';
import { given, Members, unreadable } from './members.js';
import { formatTime } from './vocabulary.js';
import { childOf, element, type XmlElement } from './xml.js';

/** Access rules as a client gives them, and the keys it chose for them. */
export interface GivenAccessRules {
  readonly rules: readonly AuthorizationRuleDefinition[];
  readonly keys: ChosenKeys;
}

/** Characters of a key: Azure's have 44. */
const longestKey = 256;

/** @returns undefined where the description says nothing of access rules. */
export function readAuthorizationRules(list: XmlElement | undefined): GivenAccessRules | undefined {
  if (list === undefined) return undefined;
  const read = list.children.filter(({ name }) => name === 'AuthorizationRule').map(readRule);
  return {
    rules: read.map(({ rule }) => rule),
    keys: new Map(read.map(({ rule, keys }) => [rule.name, keys])),
  };
}

/** @param rights of the rules by their names, in the order in which they were given. */
export function formatAuthorizationRules(
  definitions: readonly AuthorizationRuleDefinition[],
  accessRules: readonly AccessRule[],
  { createdAt, updatedAt }: EntityTimes,
): XmlElement | undefined {
  if (definitions.length === 0) return undefined;
  return element(
    'AuthorizationRules',
    definitions.map(({ name, rights }) => {
      const keys = accessRules.find((rule) => rule.name === name)?.keys;
      return element(
        'AuthorizationRule',
        [
          element('ClaimType', 'SharedAccessKey'),
          element('ClaimValue', 'None'),
          element(
            'Rights',
            rights.map((right) => element('AccessRights', right)),
          ),
          element('CreatedTime', formatTime(createdAt)),
          element('ModifiedTime', formatTime(updatedAt)),
          element('KeyName', name),
          keys && element('PrimaryKey', keys.primaryKey),
          keys && element('SecondaryKey', keys.secondaryKey),
        ],
        { 'i:type': 'SharedAccessAuthorizationRule' },
      );
    }),
  );
}

function readRule(description: XmlElement): {
  readonly rule: AuthorizationRuleDefinition;
  readonly keys: Partial<SharedAccessKeys>;
} {
  const members = new Members(description);
  const rights = (childOf(description, 'Rights')?.children ?? []).map(({ text }) => text.trim() as AccessRight);
  const keys = { primaryKey: readKey(members, 'PrimaryKey'), secondaryKey: readKey(members, 'SecondaryKey') };
  return { rule: { name: members.text('KeyName') ?? '', rights }, keys: given(keys) };
}

function readKey(members: Members, name: string): string | undefined {
  const key = members.text(name);
  if (key !== undefined && key.length > longestKey) {
    throw unreadable(name, `${key.slice(0, 8)}…`, `has at most ${longestKey} characters`);
  }
  return key;
}
