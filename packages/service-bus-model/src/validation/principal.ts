import { principalTypes, type PrincipalType } from '../entra-id.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

/** Somebody whom roles are assigned to, as a role assignment names them. */
export interface PrincipalReference {
  /** Object id in Entra ID. */
  readonly principalId: string;
  /** What the id is of. Without, Azure looks it up, and does not find an identity that was made a moment ago. */
  readonly principalType: PrincipalType;
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const requirements: readonly Requirement<Partial<PrincipalReference>>[] = [
  {
    property: 'principalId',
    refuses: (id) => !guid.test(id),
    rule: 'a principal is named by its object id in Entra ID, a GUID',
    cure: 'Give the principal id of the identity, or the object id of the group, user or service principal; not a name, and not a client id.',
  },
  {
    property: 'principalType',
    refuses: (type) => !principalTypes.includes(type),
    rule: `a principal is one of ${principalTypes.join(', ')}`,
    cure: "Give 'ServicePrincipal' for a managed identity or an app.",
  },
];

/** What Azure would refuse in whom a role is assigned to. Absent properties are not judged. */
export function principalProblems(principal: Partial<PrincipalReference>): readonly Problem[] {
  return problemsOf(principal, requirements);
}
