import type { Resolution } from '@ams/monitor-api';
import { useState } from 'preact/hooks';

import { api } from '../api-client.js';
import { Button } from '../components/button.js';
import { Section } from '../components/page.js';
import { Loaded } from '../components/states.js';
import { alerts } from '../live/live-store.js';
import { useResource } from '../live/resource.js';
import { Chart } from './chart.js';
import { chartSpecs } from './chart-specs.js';
import { thresholdLines } from './thresholds.js';

/** How often the past is asked for again, in milliseconds. */
const pauses: Readonly<Record<Resolution, number>> = { second: 3_000, minute: 20_000 };

const spans: Readonly<Record<Resolution, string>> = { second: '15 minutes', minute: '24 hours' };

/** Backlog, dead letters and rates of an entity, or of the whole namespace, with the lines of its alerts. */
export function HistoryCharts({ entity }: { readonly entity: string | null }) {
  const [resolution, setResolution] = useState<Resolution>('second');
  const key = `${entity ?? ''} ${resolution}`;
  const resource = useResource(
    key,
    (signal) => api.monitor.history(entity ?? undefined, resolution, signal),
    pauses[resolution],
  );
  const known = alerts.value?.alerts ?? [];

  return (
    <Section
      title="Past"
      actions={
        <div class="row" role="group" aria-label="Span of the charts">
          {(['second', 'minute'] as const).map((each) => (
            <Button key={each} kind="quiet" pressed={each === resolution} onClick={() => setResolution(each)}>
              {spans[each]}
            </Button>
          ))}
        </div>
      }
    >
      <Loaded resource={resource} lines={10}>
        {(history) => (
          <div class="charts">
            {chartSpecs(resolution).map(({ title, unit, lines }) => (
              <Chart
                key={title}
                title={title}
                unit={unit}
                at={history.at}
                series={lines.map(({ column, ...line }) => ({ ...line, values: history[column] }))}
                thresholds={thresholdLines(known, {
                  entity,
                  step: history.step,
                  columns: lines.map(({ column }) => column),
                })}
              />
            ))}
          </div>
        )}
      </Loaded>
    </Section>
  );
}
