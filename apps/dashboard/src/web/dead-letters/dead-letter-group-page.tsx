import { Page } from '../components/page.js';
import { Loading } from '../components/states.js';

/** The messages of one group of dead letters. @param group id of it */
export function DeadLetterGroupPage({ group }: { readonly group: string }) {
  return (
    <Page title={`Dead letters of group ${group}`}>
      <Loading />
    </Page>
  );
}
