import { Page } from '../../components/page.js';
import { Loading } from '../../components/states.js';

export function ConnectionsPage() {
  return (
    <Page title="Connections">
      <Loading />
    </Page>
  );
}
