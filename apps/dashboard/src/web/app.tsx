import { LocationProvider, Route, Router } from 'preact-iso';
import { useErrorBoundary } from 'preact/hooks';

import { EmptyState, ErrorState } from './components/states.js';
import { Page } from './components/page.js';
import { DeadLetterGroupPage } from './dead-letters/dead-letter-group-page.js';
import { DeadLettersPage } from './dead-letters/dead-letters-page.js';
import { Layout } from './layout/layout.js';
import { AlertsPage } from './pages/alerts/alerts-page.js';
import { ConnectionsPage } from './pages/connections/connections-page.js';
import { EntityPage } from './pages/entity/entity-page.js';
import { JobsPage } from './pages/jobs/jobs-page.js';
import { OverviewPage } from './pages/overview/overview-page.js';
import { TopologyPage } from './pages/topology/topology-page.js';

export function App() {
  return (
    <LocationProvider>
      <Layout>
        <Views />
      </Layout>
    </LocationProvider>
  );
}

function Views() {
  const [error, reset] = useErrorBoundary();
  if (error !== undefined) {
    return (
      <Page title="This view failed">
        <ErrorState error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />
      </Page>
    );
  }
  return (
    <Router>
      <Route path="/" component={OverviewPage} />
      <Route path="/topology" component={TopologyPage} />
      <Route path="/connections" component={ConnectionsPage} />
      <Route path="/alerts" component={AlertsPage} />
      <Route path="/jobs" component={JobsPage} />
      <Route path="/dead-letters" component={DeadLettersPage} />
      <Route path="/dead-letters/:group" component={DeadLetterGroupPage} />
      <Route path="/entity/:entity/:tab?/:sequenceNumber?" component={EntityPage} />
      <Route default component={NotFoundPage} />
    </Router>
  );
}

function NotFoundPage() {
  return (
    <Page title="No such page">
      <EmptyState title="There is nothing at this address" action={<a href="/">Go to the overview</a>}>
        It may have been written down wrongly, or the entity is gone.
      </EmptyState>
    </Page>
  );
}
