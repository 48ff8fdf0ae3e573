import type { Routing } from '@ams/monitor-api';
import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';

import { entityAddress } from '../../../addresses.js';
import { api } from '../../../api-client.js';
import { Button } from '../../../components/button.js';
import { TextField } from '../../../components/field.js';
import { EmptyState, Loaded } from '../../../components/states.js';
import { plural } from '../../../format.js';
import { useResource } from '../../../live/resource.js';
import { RoutingView } from './routing-view.js';
import { TryRouting } from './try-routing.js';

const pause = 4_000;

/** Which rule took or refused each of a topic's latest messages, and why; and what would become of another. */
export function RoutingTab({ topic }: { readonly topic: string }) {
  const { query, route } = useLocation();
  const messageId = query['messageId'] ?? '';
  const [trying, setTrying] = useState(false);
  const resource = useResource(
    `${topic} ${messageId}`,
    (signal) => api.monitor.routing({ topic, messageId: messageId === '' ? undefined : messageId }, signal),
    pause,
  );
  const find = (text: string) => route(entityAddress(topic, 'routing', text === '' ? {} : { messageId: text }), true);

  return (
    <>
      <div class="search" data-search role="search">
        <TextField label="Message id" type="search" value={messageId} placeholder="/ to search" onInput={find} mono />
        <Button pressed={trying} onClick={() => setTrying(!trying)}>
          Try a message
        </Button>
      </div>
      {trying && <TryRouting topic={topic} />}
      <Loaded resource={resource} lines={6}>
        {({ routings, remembered }) =>
          routings.length === 0 ? (
            <NoRoutings messageId={messageId} remembered={remembered} />
          ) : (
            <ol class="routings" aria-label={`Latest messages of ${topic}`}>
              {keyed(routings).map(([key, routing]) => (
                <li key={key}>
                  <RoutingView routing={routing} open={messageId !== '' || routings.length === 1} />
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </>
  );
}

/** Names that stay with their messages as others come before them, so that what is unfolded stays so. */
function keyed(routings: readonly Routing[]): readonly (readonly [key: string, routing: Routing])[] {
  const seen = new Map<string, number>();
  return routings
    .toReversed()
    .map((routing) => {
      const name = `${routing.at} ${routing.messageId}`;
      const before = seen.get(name) ?? 0;
      seen.set(name, before + 1);
      return [`${name} ${before}`, routing] as const;
    })
    .toReversed();
}

function NoRoutings({ messageId, remembered }: { readonly messageId: string; readonly remembered: number }) {
  if (messageId === '' || remembered === 0) {
    return (
      <EmptyState title="No message came yet">
        Each message that comes is listed here, with the rules that took or refused it. The broker remembers the latest
        ones until it stops.
      </EmptyState>
    );
  }
  return (
    <EmptyState title={`No message with the id "${messageId}"`}>
      It is not among the latest {plural(remembered, 'message')}, which are all that the broker remembers.
    </EmptyState>
  );
}
