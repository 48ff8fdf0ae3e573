import rhea, { type Container } from 'rhea';

/** rhea's container with the two ways to introduce oneself that Service Bus offers; both lead to `$cbs`. */
export function createServerContainer(): Container {
  const container = rhea.create_container({ id: 'local-broker' });
  const mechanisms = container.sasl_server_mechanisms as Record<string, unknown>;
  // The order is Service Bus's: clients take the first they know.
  delete mechanisms['ANONYMOUS'];
  mechanisms['MSSBCBS'] = () => ({ outcome: undefined, start: acceptAnyone });
  container.sasl_server_mechanisms.enable_anonymous();
  return container;
}

function acceptAnyone(this: { outcome: boolean | undefined }): void {
  this.outcome = true;
}
