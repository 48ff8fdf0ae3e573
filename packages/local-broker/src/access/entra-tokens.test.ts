import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';

import { type EntraIdOptions, EntraTokens } from './entra-tokens.js';

const now = Date.UTC(2026, 0, 1);
const seconds = now / 1000;
const resource = 'https://servicebus.azure.net';
const valid: JWTPayload = { aud: resource, exp: seconds + 3600, nbf: seconds - 300 };

const unsigned = (claims: JWTPayload): string => new UnsecuredJWT({ ...valid, ...claims }).encode();

async function validate(token: string, options: EntraIdOptions = { signatures: 'not-verified' }) {
  return (await EntraTokens.create(options)).validate(token, 'sb://localhost:5671/Orders', now);
}

function refusal(text: string) {
  return expect.objectContaining({ condition: 'amqp:unauthorized-access', message: expect.stringContaining(text) });
}

describe('a token of Entra ID', () => {
  it('gives all rights until it expires', async () => {
    expect(await validate(unsigned({}))).toEqual({
      path: 'orders',
      ruleOwner: '',
      identity: 'an identity of Entra ID',
      rights: new Set(['Listen', 'Send', 'Manage']),
      expiresAt: now + 3_600_000,
    });
  });

  it.each([
    [['Azure Service Bus Data Owner'], ['Listen', 'Send', 'Manage']],
    [['Azure Service Bus Data Sender'], ['Send']],
    [['Azure Service Bus Data Receiver', 'Reader'], ['Listen']],
    [
      ['Azure Service Bus Data Receiver', 'Azure Service Bus Data Sender'],
      ['Listen', 'Send'],
    ],
  ])('with the roles %j gives the rights %j', async (roles, rights) => {
    expect((await validate(unsigned({ roles }))).rights).toEqual(new Set(rights));
  });

  it('without roles gives what the broker was told', async () => {
    const options: EntraIdOptions = { signatures: 'not-verified', rightsWithoutRoles: ['Listen'] };
    expect((await validate(unsigned({}), options)).rights).toEqual(new Set(['Listen']));
  });

  it.each([[resource], [`${resource}/`], [['https://elsewhere', resource]]])('may be for %j', async (aud) => {
    await expect(validate(unsigned({ aud }))).resolves.toBeDefined();
  });

  it.each([
    ['expired', unsigned({ exp: seconds }), 'ExpiredToken: the token expired at 2026-01-01T00:00:00.000Z'],
    ['not valid yet', unsigned({ nbf: seconds + 1 }), 'not valid before 2026-01-01T00:00:01.000Z'],
    [
      'for something else',
      unsigned({ aud: 'https://storage.azure.com' }),
      "InvalidAudience: the token is for 'https://st",
    ],
    ['of roles without rights', unsigned({ roles: ['Reader', 'constructor'] }), 'has the roles Reader, constructor'],
    ['of no role', unsigned({ roles: [] }), 'has the roles (none)'],
    ['without an expiry', unsigned({ exp: undefined }), "the claim 'exp'"],
    ['without an audience', unsigned({ aud: undefined }), "the claim 'aud'"],
    ['with an expiry beyond all calendars', unsigned({ exp: seconds, nbf: 1e300 }), 'ExpiredToken'],
    ['no JSON Web Token', 'abc', 'cannot be trusted'],
    ['nothing', '', 'cannot be trusted'],
  ])('is refused when it is %s', async (_, token, text) => {
    await expect(validate(token)).rejects.toEqual(refusal(text));
  });
});

describe('a token of Entra ID whose signature is verified', () => {
  let signer: { readonly privateKey: CryptoKey; readonly options: EntraIdOptions };

  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'a key', alg: 'RS256' }];
    signer = { privateKey, options: { signatures: { keys } } };
  });

  const sign = (key: CryptoKey): Promise<string> =>
    new SignJWT(valid).setProtectedHeader({ alg: 'RS256', kid: 'a key' }).sign(key);

  it('is taken when one of the keys signed it', async () => {
    expect((await validate(await sign(signer.privateKey), signer.options)).path).toBe('orders');
  });

  it('is refused when another key signed it', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    await expect(validate(await sign(privateKey), signer.options)).rejects.toEqual(
      refusal('signature verification failed'),
    );
  });

  it('is refused when it was changed', async () => {
    const [header, , signature] = (await sign(signer.privateKey)).split('.');
    const claims = Buffer.from(JSON.stringify({ ...valid, exp: seconds + 7200 })).toString('base64url');
    await expect(validate(`${header}.${claims}.${signature}`, signer.options)).rejects.toEqual(
      refusal('signature verification failed'),
    );
  });

  it('is refused when nobody signed it', async () => {
    await expect(validate(unsigned({}), signer.options)).rejects.toEqual(refusal('cannot be trusted'));
  });

  it('needs keys that are keys', async () => {
    await expect(EntraTokens.create({ signatures: { keys: 'none' } as never })).rejects.toThrow(
      "'entraId.signatures' must be a JSON Web Key Set",
    );
  });
});
