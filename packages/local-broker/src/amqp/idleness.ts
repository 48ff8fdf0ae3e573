import type { AmqpStream } from './amqp-stream.js';

/**
 * Watches for a peer that says nothing, not even a heartbeat. By the machine's clock, as the peer's heartbeats are.
 *
 * @param limit how long it may be silent, in milliseconds.
 * @param onIdle called once, with the reason in words.
 */
export function watchIdleness(stream: AmqpStream, limit: number, onIdle: (description: string) => void): void {
  let heardAt = Date.now();
  let timer = setTimeout(look, limit);
  function look(): void {
    const silence = Date.now() - heardAt;
    if (silence < limit) {
      timer = setTimeout(look, limit - silence);
      return;
    }
    onIdle(
      `The connection was inactive for more than the allowed ${limit} milliseconds. Send empty frames when there is nothing to say.`,
    );
  }
  stream.on('data', () => (heardAt = Date.now()));
  stream.on('close', () => clearTimeout(timer));
}
