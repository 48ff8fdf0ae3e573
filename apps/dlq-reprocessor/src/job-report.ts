import {
  countMove,
  failureOf,
  noneMoved,
  type Logger,
  type MoveAccount,
  type MoveOptions,
  type MoveResult,
} from '@ams/messaging-runtime';
import { showProgress, type Progress } from '@ams/messaging-runtime/cli';
import { accountLines } from './account-text.js';

/** What became of the messages of one source, as `--json` prints it. */
export interface SourceSummary extends MoveResult {
  readonly source: string;
  /** How many were looked at, by the reason they carry. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Why it ended before it was through, if it did. */
  readonly error?: string;
}

export interface ReportOptions {
  /** What the messages are in, for people. */
  readonly source: string;
  readonly dryRun: boolean;
  readonly log: Logger;
  /** Takes the lines about single messages; undefined for nobody. */
  readonly print: ((line: string) => void) | undefined;
}

/** Lines about single messages, per source; the summary counts them all. */
const linesShown = 50;

type Told = Required<Pick<MoveOptions, 'onBegin' | 'onDeadLetter'>>;

/** Tells of the messages of one source while they are moved, and counts them. */
export class JobReport {
  readonly #options: ReportOptions;
  readonly #counts = noneMoved();
  readonly #reasons = new Map<string, number>();
  #progress: Progress | undefined;
  #meant = 0;
  #shown = 0;
  #lines: string[] = [];

  constructor(options: ReportOptions) {
    this.#options = options;
  }

  readonly onBegin: Told['onBegin'] = async (total) => {
    this.#progress = await showProgress(total, this.#options.log, 'looked at');
  };

  readonly onDeadLetter: Told['onDeadLetter'] = (message, account) => {
    countMove(this.#counts, account);
    const reason = failureOf(message).reason ?? 'no reason';
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    if (account.fate === 'unmatched') return;
    this.#meant += 1;
    this.#progress?.advance(this.#meant);
    this.#show(message, account);
  };

  /** Ends the progress, and shows what was held back or left out. */
  end(): void {
    this.#progress?.end();
    this.#progress = undefined;
    this.#flush();
    if (this.#meant > this.#shown)
      this.#options.print?.(`  … and ${(this.#meant - this.#shown).toLocaleString('en-US')} more`);
  }

  /** @param result what it came to; undefined where it ended with an error, and what was told of counts */
  summary(result: MoveResult | undefined, error?: string): SourceSummary {
    return {
      source: this.#options.source,
      ...(result ?? this.#counts),
      reasons: Object.fromEntries(this.#reasons),
      ...(error === undefined ? {} : { error }),
    };
  }

  #show(message: Parameters<Told['onDeadLetter']>[0], account: MoveAccount): void {
    const { source, dryRun } = this.#options;
    if (this.#shown === linesShown) return;
    this.#shown += 1;
    this.#lines.push(...accountLines(message, account, source, dryRun));
    // Lines would tear a bar that is being drawn.
    if (this.#progress?.isBar !== true) this.#flush();
  }

  #flush(): void {
    for (const line of this.#lines) this.#options.print?.(line);
    this.#lines = [];
  }
}
