import { useState } from 'preact/hooks';

import type { MessagePage } from '../../api/messages.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { plural } from '../format.js';

/** How many messages are shown, of how many that were looked at. */
export function PageStatus({ page, isFiltered }: { readonly page: MessagePage; readonly isFiltered: boolean }) {
  const { messages, next, scanned } = page;
  return (
    <p class="muted small" role="status">
      {plural(messages.length, 'message')}
      {isFiltered && ` of ${plural(scanned, 'message')} looked at`}
      {next === null ? ', to the end' : ', and more behind them'}
    </p>
  );
}

interface PagerProps {
  readonly page: MessagePage;
  readonly isFiltered: boolean;
  /** Whether the page begins further on than at the first message. */
  readonly isFurther: boolean;
  /** Undefined where it is not known which page was before. */
  readonly onPrevious: (() => void) | undefined;
  readonly onFirst: () => void;
  readonly onNext: (next: string) => void;
}

/** The ways to other pages. Service Bus can be looked through forwards alone. */
export function Pager({ page, isFiltered, isFurther, onPrevious, onFirst, onNext }: PagerProps) {
  const { messages, next } = page;
  const isBegun = isFiltered && next !== null && messages.length === 0;
  return (
    <nav class="pager row" aria-label="Pages of messages">
      <Button disabled={!isFurther} onClick={onFirst}>
        First
      </Button>
      <Button
        disabled={onPrevious === undefined}
        title={isFurther && onPrevious === undefined ? 'This page was not come to from another one' : undefined}
        onClick={() => onPrevious?.()}
      >
        Previous
      </Button>
      <Button disabled={next === null} onClick={() => next !== null && onNext(next)}>
        {isBegun ? 'Go on looking' : 'Next'}
      </Button>
    </nav>
  );
}

interface BeginAtProps {
  readonly from: string | undefined;
  readonly onBegin: (from: string) => void;
}

/** Asks from which sequence number the page is to begin. */
export function BeginAt({ from, onBegin }: BeginAtProps) {
  const [text, setText] = useState(from ?? '');
  const isNumber = /^\d{1,19}$/.test(text.trim());
  const isWrong = text.trim() !== '' && !isNumber;
  return (
    <form
      class="begin-at"
      onSubmit={(event) => {
        event.preventDefault();
        if (isNumber) onBegin(text.trim());
      }}
    >
      <Field label="From sequence number" error={isWrong ? 'A whole number of at most 19 digits.' : undefined}>
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            inputmode="numeric"
            class="mono"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Field>
      <Button type="submit" disabled={!isNumber}>
        Go
      </Button>
    </form>
  );
}
