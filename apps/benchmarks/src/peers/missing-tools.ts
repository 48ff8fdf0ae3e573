/** Whether what peers need is there. */
export interface ToolPresence {
  readonly rabbitMqServer: boolean;
  readonly python: boolean;
}

/** One sentence about what is missing; call it when something is. */
export function describeMissing({ rabbitMqServer, python }: ToolPresence): string {
  const missing = [
    ...(rabbitMqServer ? [] : ['rabbitmq-server']),
    ...(python ? [] : ['python3 with pika and aio_pika']),
  ];
  return `Peers are left out, for lack of ${missing.join(' and ')}.`;
}
