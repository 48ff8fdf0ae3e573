import { columns, type GaugeColumn, gaugeColumns, indexOf } from './columns.js';

/** How a gauge moved in a minute. */
const summaries = ['sum', 'minimum', 'maximum'] as const;

/** Where the number of measurements in the minute is. */
export const samplesIndex = columns.length;

const firstSummary = samplesIndex + 1;

/**
 * Numbers of a minute: the last value of each gauge and the sum of each counter, as `columns` has them, then the number of
 * measurements, then the summaries of each gauge.
 */
export const minuteWidth = firstSummary + gaugeColumns.length * summaries.length;

/** Where a summary of a gauge is among them. */
export function summaryIndex(gauge: GaugeColumn, summary: (typeof summaries)[number]): number {
  return summariesOf(indexOf[gauge]) + summaries.indexOf(summary);
}

function summariesOf(gauge: number): number {
  return firstSummary + gauge * summaries.length;
}

/** A minute of one entity that is not over. Filled once a second for each entity, hence the plain loops. */
export class Minute {
  /** See {@link minuteWidth}. */
  readonly values = new Float64Array(minuteWidth);

  /** @param sample one value for each column, in their order. */
  add(sample: Float64Array): void {
    for (let gauge = 0; gauge < gaugeColumns.length; gauge += 1) this.#addGauge(gauge, sample[gauge] ?? 0);
    for (let counter = gaugeColumns.length; counter < columns.length; counter += 1) {
      this.#add(counter, sample[counter] ?? 0);
    }
    this.#add(samplesIndex, 1);
  }

  /** A new one begins. */
  clear(): void {
    this.values.fill(0);
  }

  #addGauge(gauge: number, value: number): void {
    const { values } = this;
    const sum = summariesOf(gauge);
    const isFirst = values[samplesIndex] === 0;
    values[gauge] = value;
    this.#add(sum, value);
    values[sum + 1] = isFirst ? value : Math.min(values[sum + 1] ?? value, value);
    values[sum + 2] = isFirst ? value : Math.max(values[sum + 2] ?? value, value);
  }

  #add(index: number, value: number): void {
    this.values[index] = (this.values[index] ?? 0) + value;
  }
}
