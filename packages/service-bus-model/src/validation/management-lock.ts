import { limits } from '../limits.js';
import { nameRules } from '../names.js';
import { lengthOutside, listOf, misnamed, noneOf } from './conditions.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

/** What a lock forbids: to delete a resource, or also to change it. */
export type LockLevel = 'CanNotDelete' | 'ReadOnly';

/**
 * A lock of Azure Resource Manager. It binds everybody, owners too, and holds for what is in the resource as well.
 *
 * Source: "Lock your Azure resources to protect your infrastructure" (learn.microsoft.com) and the azurerm provider 4.x.
 */
export interface ManagementLockDefinition {
  readonly name: string;
  readonly level: LockLevel;
  /** Why it is locked; shown to those that it hinders. */
  readonly notes: string;
}

const levels: readonly LockLevel[] = ['CanNotDelete', 'ReadOnly'];

const requirements: readonly Requirement<Partial<ManagementLockDefinition>>[] = [
  {
    property: 'name',
    refuses: misnamed(nameRules.managementLock),
    rule: nameRules.managementLock.description,
    cure: "Choose for example 'keep'.",
  },
  {
    property: 'level',
    refuses: noneOf(levels),
    rule: `the levels of a lock are ${listOf(levels)}`,
    cure: 'Choose one of them, spelled so.',
  },
  {
    property: 'notes',
    refuses: lengthOutside(limits.managementLockNotesLength),
    rule: `the notes of a lock have at most ${limits.managementLockNotesLength.maximum} characters`,
    cure: 'Keep the rest elsewhere and write down where.',
  },
];

/** What Azure would refuse in a lock. Absent properties are not judged. */
export function managementLockProblems(lock: Partial<ManagementLockDefinition>): readonly Problem[] {
  return problemsOf(lock, requirements);
}
