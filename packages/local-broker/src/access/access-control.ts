import type { AccessRight, AuthorizationRuleDefinition, Topology } from '@ams/service-bus-model';

import { parseEntityPath } from '../engine/entity-path.js';
import { hasKey, type SharedAccessKeys } from './keys.js';
import { isSignedBy, parseSharedAccessSignature, unauthorized, urlDecode } from './shared-access-signature.js';

/** What a token allows its bearer to do, where, and until when. */
export interface Grant {
  /** Path that the token is for, in lower case; '' for the whole namespace. It covers all below it. */
  readonly path: string;
  /**
   * The queue or topic, in lower case, whose rule signed the token; '' for the namespace's. Names may contain slashes:
   * a rule of `orders` must not open the queue `orders/returns`, although that is below its path.
   */
  readonly ruleOwner: string;
  /** Who signed: the name of the access rule, or what an identity is called. For people; no key, and no token. */
  readonly identity: string;
  readonly rights: ReadonlySet<AccessRight>;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A shared access policy and its keys. */
export interface AccessRule {
  readonly name: string;
  readonly rights: ReadonlySet<AccessRight>;
  readonly keys: SharedAccessKeys;
}

interface Rule extends AccessRule {
  readonly owner: string;
}

/** The rule that Azure gives every namespace. */
export const rootRule: AuthorizationRuleDefinition = {
  name: 'RootManageSharedAccessKey',
  rights: ['Listen', 'Send', 'Manage'],
};

/** Decides which key may send to, listen to or manage which entity, by the authorization rules of the topology. */
export class AccessControl {
  /** Rules by the path, in lower case, of the entity that has them; '' is the namespace. */
  readonly #rules = new Map<string, Rule[]>();

  readonly #keysAccepted: boolean;

  /** @param keysOf the keys of a rule; entity '' is the namespace. */
  constructor(
    topology: Pick<Topology, 'namespace' | 'queues' | 'topics'>,
    keysOf: (entity: string, rule: string) => SharedAccessKeys,
  ) {
    this.#keysAccepted = topology.namespace.localAuthEnabled;
    const add = (entity: string, rules: readonly AuthorizationRuleDefinition[]): void => {
      this.setRules(
        entity,
        rules.map(({ name, rights }) => ({ name, rights: new Set(rights), keys: keysOf(entity, name) })),
      );
    };
    add('', [rootRule, ...topology.namespace.authorizationRules.filter(({ name }) => name !== rootRule.name)]);
    for (const { name, authorizationRules } of [...topology.queues, ...topology.topics]) add(name, authorizationRules);
  }

  /** The rules of a queue or topic, in order; of the namespace when the entity is ''. */
  rulesOf(entity: string): readonly AccessRule[] {
    return this.#rules.get(entity.toLowerCase()) ?? [];
  }

  /** Gives a queue or topic these rules and no others. Tokens that were accepted stay valid until they expire. */
  setRules(entity: string, rules: readonly AccessRule[]): void {
    const owner = entity.toLowerCase();
    if (rules.length === 0) this.#rules.delete(owner);
    else
      this.#rules.set(
        owner,
        rules.map((rule) => ({ ...rule, owner })),
      );
  }

  /** The keys of a rule; undefined when there is no such rule. */
  keysOf(rule: { readonly entityPath?: string | undefined; readonly name: string }): SharedAccessKeys | undefined {
    return this.#rules.get((rule.entityPath ?? '').toLowerCase())?.find(({ name }) => name === rule.name)?.keys;
  }

  /**
   * Checks a shared access signature.
   *
   * @param audience what the client wants to use it for: `sb://host/orders`.
   * @param now milliseconds since the epoch.
   * @throws BrokerError `amqp:unauthorized-access` with the reason.
   */
  validate(token: string, audience: string, now: number): Grant {
    if (!this.#keysAccepted) {
      throw unauthorized('The namespace accepts no shared access keys: its local authentication is turned off.');
    }
    const signature = parseSharedAccessSignature(token);
    const audiencePath = pathOf(audience);
    const signedPath = pathOf(urlDecode(signature.resource));
    if (!covers(signedPath, audiencePath)) {
      throw unauthorized(`InvalidAudience: the token is for '/${signedPath}', not for '/${audiencePath}'.`);
    }
    const expiresAt = Number(signature.expiry) * 1000;
    if (expiresAt <= now) {
      throw unauthorized(`ExpiredToken: the token expired at ${new Date(expiresAt).toISOString()}. Make a new one.`);
    }
    const rules = this.#rulesFor(audiencePath).filter(({ name }) => name === signature.keyName);
    if (rules.length === 0) {
      throw unauthorized(
        `InvalidSignature: neither '/${audiencePath}' nor the namespace has an access rule '${signature.keyName}'. ` +
          'Take a connection string from the outputs of the stack.',
      );
    }
    const rule = rules.find(({ keys }) => isSignedBy(signature, [keys.primaryKey, keys.secondaryKey]));
    if (rule === undefined) {
      throw unauthorized(
        `InvalidSignature: the token has an invalid signature; the key of '${signature.keyName}' is another one. ` +
          'Take the connection string from the outputs of the stack that is running.',
      );
    }
    return { path: audiencePath, ruleOwner: rule.owner, identity: identityOf(rule), rights: rule.rights, expiresAt };
  }

  /**
   * What the holder of a key may do. Names of rules repeat among entities, so the key decides which rules are meant.
   *
   * @returns nothing when no rule has that name and key, or the namespace accepts no keys.
   */
  grantsOf(keyName: string, key: string): readonly Grant[] {
    if (!this.#keysAccepted) return [];
    return [...this.#rules.values()]
      .flat()
      .filter(({ name, keys }) => name === keyName && hasKey(keys, key))
      .map((rule) => ({
        path: rule.owner,
        ruleOwner: rule.owner,
        identity: identityOf(rule),
        rights: rule.rights,
        expiresAt: Infinity,
      }));
  }

  /** The rules that may sign for a path: the namespace's, and those of the queue or topic it is in. */
  #rulesFor(audiencePath: string): readonly Rule[] {
    return [...(this.#rules.get(entityOf(audiencePath)) ?? []), ...(this.#rules.get('') ?? [])];
  }
}

/** Whether a grant allows this now. @param path of the entity, in any case. */
export function allows(grant: Grant, right: AccessRight, path: string, now: number): boolean {
  const wanted = pathOf(path);
  const owned = grant.ruleOwner === '' || grant.ruleOwner === entityOf(wanted);
  return grant.expiresAt > now && grant.rights.has(right) && owned && covers(grant.path, wanted);
}

/** The queue or topic that a path is in: of an entity, a sub-queue, or what the administration API has in a topic. */
function entityOf(path: string): string {
  return parseEntityPath(path.replace(/\/subscriptions(?:\/[^/]+\/rules(?:\/[^/]+)?)?$/, '')).entity;
}

/** Names of rules repeat among entities. */
function identityOf({ name, owner }: Rule): string {
  return owner === '' ? name : `${name} of ${owner}`;
}

function covers(granted: string, wanted: string): boolean {
  return granted === '' || wanted === granted || wanted.startsWith(`${granted}/`);
}

/** The path of a resource or audience in lower case, without scheme, host, query and slashes at its ends. */
export function pathOf(resource: string): string {
  return resource
    .toLowerCase()
    .replace(/[?#].*$/s, '')
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/, '')
    .replace(/^\/+|\/+$/g, '');
}
