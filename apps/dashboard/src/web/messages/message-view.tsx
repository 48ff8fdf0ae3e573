import type { ComponentChildren } from 'preact';

import type { HistoryStep, MessageDetail } from '../../api/messages.js';
import type { SubQueue } from '../../api/places.js';
import { Section } from '../components/page.js';
import { Time } from '../components/time.js';
import { Provenance } from '../dead-letters/provenance.js';
import { formatBytes } from '../format.js';
import { BodyView } from './body-view.js';
import { StateBadge } from './message-columns.js';
import { PropertyList } from './property-list.js';

interface MessageViewProps {
  readonly subQueue: SubQueue;
  readonly message: MessageDetail;
}

/** All that is known of a message: what became of it, its body, its properties. */
export function MessageView({ subQueue, message }: MessageViewProps) {
  const { state, deliveryCount, enqueuedAt, scheduledFor, expiresAt, body, reason, description } = message;
  return (
    <div class="stack message-view">
      <dl class="message-facts">
        {subQueue === 'active' && (
          <Fact name="State">
            <StateBadge state={state} />
          </Fact>
        )}
        <Fact name="Enqueued">
          <Time at={enqueuedAt} />
        </Fact>
        {scheduledFor !== null && (
          <Fact name="Scheduled for">
            <Time at={scheduledFor} />
          </Fact>
        )}
        {expiresAt !== null && (
          <Fact name="Expires">
            <Time at={expiresAt} />
          </Fact>
        )}
        <Fact name="Deliveries">{deliveryCount}</Fact>
        <Fact name="Body">{formatBytes(body.size)}</Fact>
      </dl>
      {reason !== null && (
        <div class="why-dead">
          <p class="state-title">{reason}</p>
          {description !== null && <p>{description}</p>}
        </div>
      )}
      <Section title="Body">
        <BodyView key={message.sequenceNumber} body={body} />
      </Section>
      <Section title="Application properties">
        <PropertyList
          label="Application properties"
          properties={message.applicationProperties}
          none="The sender gave it none."
        />
      </Section>
      <Section title="System properties">
        <PropertyList label="System properties" properties={message.system} none="It has none." />
      </Section>
      <Provenance message={message} />
      <Section title="History">
        <History steps={message.history} />
      </Section>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What became of a message, as far as it tells that itself. */
function History({ steps }: { readonly steps: readonly HistoryStep[] }) {
  if (steps.length === 0) return <p class="muted">The message tells nothing of what became of it.</p>;
  return (
    <ol class="history">
      {steps.map(({ at, text }, index) => (
        <li key={index}>
          <span>{text}</span> {at !== null && <Time at={at} as="exact" />}
        </li>
      ))}
    </ol>
  );
}
