import type { Topology } from '@ams/service-bus-model';

import type { EntraIdOptions } from './access/entra-tokens.js';
import type { Clock } from './engine/clock.js';
import type { BrokerLog } from './log.js';
import type { MailOptions } from './monitor/alerts/mail-server.js';

export interface BrokerOptions {
  /** The namespace to be: its entities, rules and access policies. */
  readonly topology: Topology;
  /**
   * Directory in which messages and keys are kept. An accepted message survives the death of the process there.
   *
   * @default nothing is kept
   */
  readonly dataDirectory?: string | undefined;
  /**
   * Bytes of memory that messages may take which are on disk as well; beyond it they are read back when they are needed. A
   * small entry for each stays in memory. Without a data directory there is no such budget: all messages are in memory.
   *
   * @default 268435456 (256 MiB)
   */
  readonly messageMemory?: number | undefined;
  /** @default '127.0.0.1' */
  readonly host?: string | undefined;
  /**
   * Port to listen on, or several that serve the same; 0 takes any free one. Each understands AMQP, HTTP and WebSockets,
   * with and without TLS.
   *
   * @default 0
   */
  readonly port?: number | readonly number[] | undefined;
  /**
   * Host names and IP addresses for the server's TLS certificate, beside those of this machine: `bus.example.com`,
   * `*.example.com`.
   *
   * @default none
   */
  readonly tlsNames?: readonly string[] | undefined;
  /**
   * Takes tokens of Entra ID, as `DefaultAzureCredential` gets them, beside shared access signatures. Clients send them
   * through TLS only.
   *
   * @default such tokens are refused
   */
  readonly entraId?: EntraIdOptions | undefined;
  /**
   * Primary key of `RootManageSharedAccessKey`, for a connection string that is known beforehand. Whoever knows it may do
   * everything.
   *
   * @default a random one, kept in the data directory
   */
  readonly rootKey?: string | undefined;
  /**
   * Whether the namespace gets no more done in a second than its tier allows, 1,000 credits on Basic and Standard; beyond
   * that, operations are refused with `com.microsoft:server-busy`, and SDKs try again.
   *
   * @default false
   */
  readonly throttling?: boolean | undefined;
  /**
   * Where mails about the topology's alerts go.
   *
   * @default they are written to the log
   */
  readonly mail?: MailOptions | undefined;
  /**
   * Whether the webhooks of the topology's action groups are called when alerts fire and are resolved. Otherwise what they
   * would be sent is written to the log.
   *
   * @default true
   */
  readonly webhooks?: boolean | undefined;
  /** @default the machine's time */
  readonly clock?: Clock | undefined;
  /**
   * By which tokens expire. Clients make them by a clock of their own, which goes on as before when `clock` is moved.
   *
   * @default the machine's time
   */
  readonly tokenClock?: Clock | undefined;
  /** @default nothing is logged */
  readonly log?: BrokerLog | undefined;
}
