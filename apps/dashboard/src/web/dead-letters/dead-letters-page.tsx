import { Page } from '../components/page.js';
import { Loading } from '../components/states.js';

/** Dead letters of all entities, by the way in which they failed. */
export function DeadLettersPage() {
  return (
    <Page title="Dead letters">
      <Loading />
    </Page>
  );
}
