import type { EntityDetail } from '../../../api/index.js';
import { HistoryCharts } from '../../charts/history-charts.js';
import { FigureStrip } from '../../components/figure-strip.js';
import { Section } from '../../components/page.js';
import { EmptyState } from '../../components/states.js';
import { Time } from '../../components/time.js';
import { about, entityOf, figuresOf, monitored } from '../../live/live-store.js';
import { countFigures, totalFigures } from './entity-figures.js';
import { EntityLinks } from './entity-links.js';
import { FiringHere } from './firing-here.js';

/** How it stands with an entity: what it holds, how that came about, and what it leads to. */
export function EntityOverview({ detail }: { readonly detail: EntityDetail }) {
  const live = entityOf(detail.path) ?? detail;
  const known = figuresOf(detail.path);
  return (
    <>
      <FiringHere entity={detail.path} />
      <FigureStrip label="Messages" figures={countFigures(live, known?.gauges)} />
      <EntityLinks entity={live} />
      {monitored.value ? (
        <>
          <HistoryCharts entity={detail.path} />
          {known !== undefined && (
            <Section title="Since the broker started">
              <FigureStrip label="Totals" figures={totalFigures(known)} />
            </Section>
          )}
        </>
      ) : (
        about.value !== null && <NotMonitored />
      )}
      <p class="muted small">
        Created <Time at={detail.createdAt} />, used <Time at={detail.accessedAt} />.
      </p>
    </>
  );
}

function NotMonitored() {
  return (
    <EmptyState title="No charts here">
      Rates, history, locks and alerts are told by the local broker alone. Azure Monitor has them for this namespace: in
      the portal under Metrics, split by EntityName.
    </EmptyState>
  );
}
