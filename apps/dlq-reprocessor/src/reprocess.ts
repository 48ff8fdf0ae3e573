import {
  planResubmission,
  resubmitCountOf,
  resubmitDeadLetters,
  type DeadLetterSource,
  type Logger,
  type ResubmitResult,
  type ResubmitRules,
} from '@ams/messaging-runtime';
import { countOf } from '@ams/messaging-runtime/cli';

/** What became of the dead letters of one source, as `--json` prints it. */
export interface SourceSummary extends ResubmitResult {
  readonly source: string;
  /** How many were looked at, by the reason they carry. */
  readonly reasons: Readonly<Record<string, number>>;
}

export interface ReprocessOptions extends ResubmitRules {
  readonly dryRun: boolean;
  readonly limit?: number | undefined;
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Takes a line about one dead letter. */
  readonly tell: (line: string) => void;
}

/**
 * Sends the dead letters of a source back, or only looks at them, and tells about each.
 *
 * @throws {@link MessagingFailure} if they cannot be received or nothing can be sent
 */
export async function reprocess(source: DeadLetterSource, options: ReprocessOptions): Promise<SourceSummary> {
  const reasons = new Map<string, number>();
  const run = options.dryRun ? planResubmission : resubmitDeadLetters;
  const result = await run(source, {
    ...options,
    onDeadLetter: (message, fate) => {
      const reason = message.deadLetterReason ?? 'no reason';
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      const description = message.deadLetterErrorDescription ?? '';
      options.tell(
        `  ${String(message.messageId)}: ${fateText(fate, resubmitCountOf(message), options)} — ${reason}${description === '' ? '' : `: ${description}`}`,
      );
    },
  });
  return { source: source.name, ...result, reasons: Object.fromEntries(reasons) };
}

function fateText(
  fate: 'resubmit' | 'exhausted' | 'unmatched' | 'failed',
  sentBackBefore: number,
  { dryRun }: ReprocessOptions,
): string {
  switch (fate) {
    case 'resubmit':
      return dryRun ? 'would be sent back' : 'sent back';
    case 'exhausted':
      return `stays, it was sent back ${countOf(sentBackBefore, 'time')} already`;
    case 'unmatched':
      return 'stays, its reason is another';
    case 'failed':
      return 'stays, it could not be sent';
  }
}
