import type { Notification } from '@ams/monitor-api';
import type { ActionGroupDefinition, EmailReceiver, WebhookReceiver } from '@ams/service-bus-model';

import type { BrokerLog } from '../../log.js';
import { alertMail } from './alert-mail.js';
import type { AlertChange } from './alert-rule.js';
import { commonAlert } from './common-alert.js';
import { type Attempts, deliver } from './deliver.js';
import { Latest } from './latest.js';
import type { MailServer } from './mail-server.js';
import { ReceiverQueues } from './receiver-queues.js';
import { postAlert, shownAddress } from './webhook.js';

/** How many notifications are remembered. */
const remembered = 500;

export interface NotifierOptions {
  /** Name of the namespace. */
  readonly namespace: string;
  readonly actionGroups: readonly ActionGroupDefinition[];
  /** Where mails go; undefined writes them down only. */
  readonly mailServer: Pick<MailServer, 'send'> | undefined;
  /** Whether webhooks are called; else what they would be sent is only written down. */
  readonly webhooks: boolean;
  readonly attempts: Attempts;
  readonly log: BrokerLog;
}

/**
 * Tells the receivers of action groups what became of alerts, in the background: each is told in order, and one that
 * does not answer keeps nobody else waiting.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #queues = new ReceiverQueues();
  readonly #notifications = new Latest<Notification>(remembered);
  readonly #closing = new AbortController();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Tells all receivers of the alert's action groups; resolves nothing and throws nothing. */
  tell(change: AlertChange): void {
    for (const name of change.alert.actionGroups) {
      const group = this.#options.actionGroups.find((each) => each.name.toLowerCase() === name.toLowerCase());
      if (group === undefined) {
        const details = { alert: change.alert.name, actionGroup: name };
        this.#options.log.info(details, 'The action group is not of this stack, so that nobody of it is told');
      } else if (group.enabled) {
        for (const receiver of group.webhookReceivers) this.#call(change, group, receiver);
        for (const receiver of group.emailReceivers) this.#mail(change, group, receiver);
      }
    }
  }

  /** The latest, newest first. */
  notifications(): readonly Notification[] {
    return this.#notifications.all().map((notification) => ({ ...notification }));
  }

  /** Forgets them. Those that are on their way are delivered all the same. */
  clear(): void {
    this.#notifications.clear();
  }

  /** Gives up what is on its way. */
  close(): void {
    this.#closing.abort();
  }

  #call(change: AlertChange, group: ActionGroupDefinition, { name, serviceUri }: WebhookReceiver): void {
    const document = commonAlert(change, this.#options.namespace);
    const notification = this.#add(change, {
      actionGroup: group.name,
      receiver: name,
      kind: 'webhook',
      to: shownAddress(serviceUri),
      text: JSON.stringify(document, null, 2),
    });
    const { signal } = this.#closing;
    if (this.#options.webhooks) {
      this.#deliver(notification, serviceUri, (timeout) => postAlert(serviceUri, document, timeout, signal));
    } else {
      this.#writeDown(notification, 'Webhooks are turned off');
    }
  }

  #mail(change: AlertChange, group: ActionGroupDefinition, { name, emailAddress }: EmailReceiver): void {
    const mail = alertMail(change, this.#options.namespace);
    const notification = this.#add(change, {
      actionGroup: group.name,
      receiver: name,
      kind: 'email',
      to: emailAddress,
      text: `${mail.subject}\n\n${mail.text}`,
    });
    const { mailServer } = this.#options;
    if (mailServer) this.#deliver(notification, emailAddress, () => mailServer.send(emailAddress, mail));
    else this.#writeDown(notification, 'No mail server is set');
  }

  #add(
    { alert, at, condition }: AlertChange,
    about: Pick<Notification, 'actionGroup' | 'receiver' | 'kind' | 'to' | 'text'>,
  ): Notification {
    const notification: Notification = {
      at,
      alert: alert.name,
      condition,
      ...about,
      outcome: 'pending',
      problem: null,
    };
    this.#notifications.add(notification);
    return notification;
  }

  #deliver(notification: Notification, receiver: string, attempt: (timeout: number) => Promise<void>): void {
    const { attempts } = this.#options;
    const work = () => deliver(attempt, attempts, this.#closing.signal);
    this.#queues.add(receiver, work).then(
      () => {
        notification.outcome = 'delivered';
      },
      (error: unknown) => this.#fail(notification, error),
    );
  }

  #fail(notification: Notification, error: unknown): void {
    notification.outcome = 'failed';
    notification.problem = error instanceof Error ? error.message : String(error);
    if (this.#closing.signal.aborted) return;
    const { alert, condition, receiver, to, problem } = notification;
    this.#options.log.warn({ alert, condition, receiver, to, problem }, 'A receiver of an alert could not be told');
  }

  #writeDown(notification: Notification, why: string): void {
    notification.outcome = 'logged';
    const { alert, condition, receiver, to, text } = notification;
    this.#options.log.info({ alert, condition, receiver, to, text }, `${why}: this is what would have been sent`);
  }
}
