import type { MessageDetail } from '../../api/index.js';
import { Code } from '../components/code.js';
import { Section } from '../components/page.js';
import { Time } from '../components/time.js';
import './dead-letters.css';
import { provenanceOf, type ProvenanceFact } from './provenance-steps.js';

/**
 * Where a message came from: what it was at first, why it failed, who sent it back or parked it. Nothing is shown of one
 * that tells nothing of the kind.
 */
export function Provenance({ message }: { readonly message: Pick<MessageDetail, 'applicationProperties'> }) {
  const parts = provenanceOf(message.applicationProperties);
  if (parts.length === 0) return null;
  return (
    <Section title="Provenance">
      <div class="provenance-parts">
        {parts.map(({ title, facts, details }) => (
          <div key={title}>
            <h3>{title}</h3>
            <dl>
              {facts.map((fact) => (
                <div key={fact.name}>
                  <dt>{fact.name}</dt>
                  <dd>
                    <FactValue fact={fact} />
                  </dd>
                </div>
              ))}
            </dl>
            {details !== undefined && (
              <details>
                <summary>Stack of the error</summary>
                <Code text={details} label="Stack of the error" wrap />
              </details>
            )}
          </div>
        ))}
      </div>
    </Section>
  );
}

function FactValue({ fact }: { readonly fact: ProvenanceFact }) {
  return fact.isTime === true ? <Time at={fact.value} /> : <>{fact.value}</>;
}
