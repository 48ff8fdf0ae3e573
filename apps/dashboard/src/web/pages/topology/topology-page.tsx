import { Page } from '../../components/page.js';
import { Loading } from '../../components/states.js';

export function TopologyPage() {
  return (
    <Page title="Topology">
      <Loading />
    </Page>
  );
}
