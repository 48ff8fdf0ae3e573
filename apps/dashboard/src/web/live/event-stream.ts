/** What came, by name. */
type Handlers<Events> = { readonly [Name in keyof Events]: (data: Events[Name]) => void };

interface EventStreamOptions<Events> {
  readonly events: Handlers<Events>;
  readonly opened: () => void;
  readonly lost: () => void;
}

export interface EventStream {
  readonly close: () => void;
}

const firstPause = 1_000;
const longestPause = 15_000;

/**
 * Server-sent events that go on after every interruption. A browser's EventSource tries again by itself when a line
 * breaks, but gives up for good when the server answers with an error, as it does while it starts.
 */
export function openEventStream<Events extends object>(
  address: string,
  options: EventStreamOptions<Events>,
): EventStream {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = firstPause;

  const open = () => {
    source = new EventSource(address);
    source.onopen = () => {
      pause = firstPause;
      options.opened();
    };
    source.onerror = () => {
      options.lost();
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, pause);
      pause = Math.min(pause * 2, longestPause);
    };
    for (const name of Object.keys(options.events) as (keyof Events & string)[]) {
      const handle = options.events[name];
      source.addEventListener(name, (event: MessageEvent<string>) =>
        handle(JSON.parse(event.data) as Events[typeof name]),
      );
    }
  };

  open();
  return {
    close: () => {
      clearTimeout(timer);
      source?.close();
    },
  };
}
