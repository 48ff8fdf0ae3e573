import { api } from '../../api-client.js';
import { Page, Section } from '../../components/page.js';
import { EmptyState, Loaded } from '../../components/states.js';
import { useResource } from '../../live/resource.js';
import { TopologyDrawing } from './topology-drawing.js';
import { TopologyText } from './topology-text.js';

/** How messages flow: who sends, what takes it, where it goes on, who receives. */
export function TopologyPage() {
  const resource = useResource('topology', (signal) => api.topology(signal));
  return (
    <Page title="Topology" lead="How messages flow, with what waits where. Each box leads to its entity.">
      <Loaded resource={resource} lines={12}>
        {(topology) =>
          topology.nodes.length === 0 ? (
            <EmptyState title="There is nothing to draw">The namespace has no entities yet.</EmptyState>
          ) : (
            <>
              <TopologyDrawing topology={topology} />
              <Section title="The same in words">
                <TopologyText topology={topology} />
              </Section>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}
