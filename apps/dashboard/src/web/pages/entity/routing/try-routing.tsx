import type { Routing } from '@ams/monitor-api';
import { useState } from 'preact/hooks';

import { api } from '../../../api-client.js';
import { Button } from '../../../components/button.js';
import { TextField } from '../../../components/field.js';
import { ErrorState } from '../../../components/states.js';
import { readTrial, trialFields, type TrialField } from './read-trial.js';
import { RoutingView } from './routing-view.js';

/** Shows what the rules would make of a message. Nothing is sent. */
export function TryRouting({ topic }: { readonly topic: string }) {
  const [fields, setFields] = useState<Readonly<Partial<Record<TrialField, string>>>>({});
  const [properties, setProperties] = useState('type=purchase\namount=140');
  const [result, setResult] = useState<Routing | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const trial = readTrial(topic, fields, properties);

  const attempt = async () => {
    if (trial.message === null) return;
    try {
      setResult(await api.monitor.tryRouting(trial.message));
      setError(null);
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    }
  };

  return (
    <form
      class="panel"
      aria-label="Try a message"
      onSubmit={(event) => {
        event.preventDefault();
        void attempt();
      }}
    >
      <div class="trial-fields">
        {trialFields.map(({ name, label }) => (
          <TextField
            key={name}
            label={label}
            value={fields[name] ?? ''}
            onInput={(value) => setFields({ ...fields, [name]: value })}
          />
        ))}
      </div>
      <TextField
        label="Application properties"
        hint='One on each line: name=value. 140 is a number, true a boolean, "140" a text.'
        value={properties}
        onInput={setProperties}
        error={trial.problem ?? undefined}
        rows={4}
        mono
      />
      <div class="row">
        <Button kind="primary" type="submit" disabled={trial.message === null}>
          Try it
        </Button>
        <span class="muted small">Nothing is sent.</span>
      </div>
      {error !== null && <ErrorState error={error} />}
      {result !== null && <RoutingView routing={result} open />}
    </form>
  );
}
