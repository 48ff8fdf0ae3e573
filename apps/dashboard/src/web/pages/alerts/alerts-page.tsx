import { Page } from '../../components/page.js';
import { Loading } from '../../components/states.js';

export function AlertsPage() {
  return (
    <Page title="Alerts">
      <Loading />
    </Page>
  );
}
