/** The server's part of SASL PLAIN (RFC 4616), in the form that rhea works with: a key's name as user, the key as password. */
export class PlainMechanism {
  /** What rhea reads after each step: undefined for as long as the client has more to say. */
  outcome: boolean | undefined;
  username: string | undefined;

  /** @param authenticate whether the key is that of the rule with the name. */
  constructor(private readonly authenticate: (keyName: string, key: string) => boolean) {}

  /** @returns the challenge for a client that did not say at once who it is. */
  start(response: Buffer | null | undefined): Buffer | undefined {
    if (response === null || response === undefined) return Buffer.alloc(0);
    this.step(response);
    return undefined;
  }

  step(response: Buffer): void {
    // Whom to act for, who it is, and the password; the first is for those who may act for others, which nobody may.
    const [, keyName, key] = response.toString('utf8').split('\0');
    this.username = keyName;
    this.outcome = keyName !== undefined && key !== undefined && this.authenticate(keyName, key);
  }
}
