import { Page } from '../../components/page.js';
import { Loading } from '../../components/states.js';

export function OverviewPage() {
  return (
    <Page title="Overview">
      <Loading />
    </Page>
  );
}
