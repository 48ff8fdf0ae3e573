import {
  entityNameDimension,
  everyValue,
  type MetricAlertDefinition,
  type MetricCriterion,
  type MetricDimension,
} from '@ams/service-bus-model';

/** What an alert looks at as one, and fires for on its own: one value of its dimension, or the namespace. */
export interface AlertSeries {
  /** The queue or topic; null for the namespace, or where criteria are of different ones. */
  readonly entity: string | null;
  readonly criteria: readonly SeriesCriterion[];
}

export interface SeriesCriterion {
  readonly criterion: MetricCriterion;
  readonly entity: string | null;
}

/**
 * The series of an alert. A criterion with a dimension has one for each value that it chooses; several criteria choose
 * one value each, as Azure wants it, and are one series.
 *
 * Source: "Troubleshoot Azure Monitor metric alerts" (learn.microsoft.com).
 *
 * @param entities names of the queues and topics that there are.
 */
export function seriesOf(
  { criteria }: Pick<MetricAlertDefinition, 'criteria'>,
  entities: readonly string[],
): readonly AlertSeries[] {
  const [first, ...others] = criteria;
  if (first === undefined) return [];
  if (others.length === 0) {
    return chosenEntities(first, entities).map((entity) => ({ entity, criteria: [{ criterion: first, entity }] }));
  }
  const each = criteria.map((criterion) => ({ criterion, entity: chosenEntities(criterion, entities)[0] ?? null }));
  const chosen = new Set(each.map(({ entity }) => entity).filter((entity) => entity !== null));
  const [only] = chosen;
  return [{ entity: chosen.size === 1 && only !== undefined ? only : null, criteria: each }];
}

/** What a series is known by: entities are the same in any case. */
export function seriesKey({ entity }: AlertSeries): string {
  return entity === null ? '' : entity.toLowerCase();
}

function chosenEntities({ dimensions }: MetricCriterion, entities: readonly string[]): readonly (string | null)[] {
  const [first, ...others] = dimensions.filter(({ name }) => name.toLowerCase() === entityNameDimension.toLowerCase());
  if (first === undefined) return [null];
  return valuesOf(first, entities).filter((value) => others.every((dimension) => chooses(dimension, value)));
}

/** A value that is written down is looked at whether or not there is such an entity yet. */
function valuesOf(dimension: MetricDimension, entities: readonly string[]): readonly string[] {
  if (dimension.operator !== 'Include' || dimension.values.includes(everyValue)) {
    return entities.filter((entity) => chooses(dimension, entity));
  }
  return dimension.values.map((value) => entities.find((entity) => isSame(entity, value)) ?? value);
}

function chooses({ operator, values }: MetricDimension, value: string): boolean {
  switch (operator) {
    case 'Include':
      return values.some((each) => each === everyValue || isSame(each, value));
    case 'Exclude':
      return !values.some((each) => isSame(each, value));
    case 'StartsWith':
      return values.some((each) => value.toLowerCase().startsWith(each.toLowerCase()));
  }
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
