import type { Violation } from './violation.js';

/** What a broker takes at a moment. Sizes are in bytes. */
export interface Sample {
  /** Seconds since the beginning. */
  readonly elapsed: number;
  readonly resident: number;
  /** Without garbage. */
  readonly held: number;
  readonly handles: number;
  readonly disk: number;
  /** How many messages there are. */
  readonly messages: number;
  readonly acknowledged: number;
}

const megabyte = 1024 * 1024;

/** How much more there may be in the last quarter than in the second: a part, and an amount besides. */
const tolerances = {
  resident: [0.2, 48 * megabyte],
  held: [0.1, 8 * megabyte],
  handles: [0, 8],
  disk: [0.25, 8 * megabyte],
} as const satisfies Partial<Record<keyof Sample, readonly [part: number, amount: number]>>;

/** What the journal takes when it is empty, with its write-ahead log, and for each message of these clients. */
const emptyDisk = 24 * megabyte;
const diskPerMessage = 4096;

/** Quarters need some samples each. */
const fewest = 8;

/** @returns what grew between the second quarter and the last, and a disk that holds more than what is there. */
export function growthIn(samples: readonly Sample[]): readonly Violation[] {
  const beyond = samples.filter(({ disk, messages }) => disk > emptyDisk + messages * diskPerMessage);
  const violations: Violation[] = beyond
    .slice(-1)
    .map(({ disk, messages }) => ({ kind: 'unbounded', what: `${disk} bytes of disk for ${messages} messages` }));
  if (samples.length < fewest) return violations;
  const quarter = Math.floor(samples.length / 4);
  for (const [name, [part, amount]] of Object.entries(tolerances)) {
    const values = samples.map((sample) => sample[name as keyof typeof tolerances]);
    const [before, after] = [median(values.slice(quarter, 2 * quarter)), median(values.slice(-quarter))];
    if (after <= before * (1 + part) + amount) continue;
    violations.push({
      kind: 'unbounded',
      what: `${name} grew from ${before} in the second quarter to ${after} in the last`,
    });
  }
  return violations;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

/** How many lines of samples a table has at most. */
const mostLines = 12;

/** @returns some of the samples, the first and the last among them. */
export function tableOf(samples: readonly Sample[]): readonly string[] {
  const step = Math.max(1, Math.ceil((samples.length - 1) / (mostLines - 1)));
  const shown = samples.filter((_, index) => index % step === 0 || index === samples.length - 1);
  const inMegabytes = (bytes: number): string => (bytes / megabyte).toFixed(1);
  return [
    ['seconds', 'acknowledged', 'messages', 'rss MB', 'held MB', 'handles', 'disk MB'],
    ...shown.map(({ elapsed, acknowledged, messages, resident, held, handles, disk }) => [
      String(elapsed),
      String(acknowledged),
      String(messages),
      inMegabytes(resident),
      inMegabytes(held),
      String(handles),
      inMegabytes(disk),
    ]),
  ].map((cells) => cells.map((cell) => cell.padStart(12)).join(''));
}
