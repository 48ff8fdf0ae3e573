import { Page } from '../../components/page.js';
import { Loading } from '../../components/states.js';

export function JobsPage() {
  return (
    <Page title="Jobs">
      <Loading />
    </Page>
  );
}
