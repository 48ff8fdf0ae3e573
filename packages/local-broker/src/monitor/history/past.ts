import { resolutions } from '@ams/monitor-api/resolutions';

import { columns } from './columns.js';
import { Growth, type Values } from './measure.js';
import { Minute, minuteWidth } from './minute.js';
import { Series } from './series.js';

/** The past of one entity, or of the namespace: by the second, and by the minute. */
export class Past {
  readonly growth = new Growth();
  /** What is measured now. */
  readonly values: Values = new Float64Array(columns.length);
  readonly #minute = new Minute();
  readonly #written = {
    second: new Written(columns.length, resolutions.second.points),
    minute: new Written(minuteWidth, resolutions.minute.points),
  };

  /** A new measurement begins. */
  begin(): void {
    this.values.fill(0);
  }

  /** The measurement is made. @param second its number. */
  end(second: number): void {
    this.#written.second.write(second, this.values);
    this.#minute.add(this.values);
  }

  endMinute(minute: number): void {
    this.#written.minute.write(minute, this.#minute.values);
    this.#minute.clear();
  }

  /** The number of the latest second that was measured. */
  get latestSecond(): number {
    return this.#written.second.latest;
  }

  /** The number at a point that is kept, in the place that `columns` or `summaryIndex` give; null before the entity was there. */
  read(resolution: 'second' | 'minute', point: number, index: number): number | null {
    return this.#written[resolution].read(point, index);
  }
}

/** A series, and since when there is something in it. */
class Written {
  readonly #series: Series;
  #first = Infinity;
  #latest = -Infinity;

  constructor(width: number, points: number) {
    this.#series = new Series(width, points);
  }

  get latest(): number {
    return this.#latest;
  }

  write(point: number, values: Values): void {
    this.#first = Math.min(this.#first, point);
    this.#latest = point;
    this.#series.write(point, values);
  }

  read(point: number, index: number): number | null {
    return point < this.#first || point > this.#latest ? null : this.#series.read(point, index);
  }
}
