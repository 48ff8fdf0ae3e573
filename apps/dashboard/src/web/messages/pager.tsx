import { useState } from 'preact/hooks';

import type { MessagePage } from '../../api/messages.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { plural } from '../format.js';

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

/** Where the page is among the messages, and the ways on. Service Bus can be looked through forwards alone. */
export function Pager({ page, isFiltered, isFurther, onPrevious, onFirst, onNext }: PagerProps) {
  const { messages, next, scanned } = page;
  const goOn = isFiltered && next !== null && messages.length === 0;
  return (
    <nav class="pager" aria-label="Pages of messages">
      <p class="muted small" role="status">
        {plural(messages.length, 'message')}
        {isFiltered && ` of ${plural(scanned, 'message')} looked at`}
        {next === null ? ', to the end' : ', and more behind them'}
      </p>
      <div class="row">
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
          {goOn ? 'Go on looking' : 'Next'}
        </Button>
      </div>
    </nav>
  );
}

/** Asks from which sequence number the page is to begin. */
export function BeginAt({
  from,
  onBegin,
}: {
  readonly from: string | undefined;
  readonly onBegin: (from: string) => void;
}) {
  const [text, setText] = useState(from ?? '');
  const isNumber = /^\d{1,19}$/.test(text.trim());
  return (
    <form
      class="begin-at"
      onSubmit={(event) => {
        event.preventDefault();
        if (isNumber) onBegin(text.trim());
      }}
    >
      <Field label="From sequence number">
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
