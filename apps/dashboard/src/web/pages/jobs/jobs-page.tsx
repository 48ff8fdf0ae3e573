import { Page } from '../../components/page.js';
import { EmptyState, Loading } from '../../components/states.js';
import { jobs } from '../../live/live-store.js';
import { JobCard } from './job-card.js';

/** What was begun from this page and takes its time: resubmitting, purging, importing. */
export function JobsPage() {
  const known = jobs.value;
  return (
    <Page title="Jobs" lead="What was begun here and takes its time. It goes on when this page is closed.">
      {known === null ? (
        <Loading lines={6} />
      ) : known.length === 0 ? (
        <EmptyState title="Nothing was begun yet">
          Resubmitting dead letters, purging, deleting and importing appear here with their progress.
        </EmptyState>
      ) : (
        <ul class="jobs" aria-label="Jobs">
          {known.map((job) => (
            <li key={job.id}>
              <JobCard job={job} />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
