import { createHmac } from 'node:crypto';

import { defineTopology } from '@ams/service-bus-model';
import { UnsecuredJWT } from 'jose';

import { AccessControl } from './access-control.js';
import { grantOfHeader, type TokenIssuers } from './authorization-header.js';
import { EntraTokens } from './entra-tokens.js';
import { generateKeys } from './keys.js';

const now = Date.UTC(2026, 0, 1);
const inAnHour = now / 1000 + 3600;
const url = 'https://localhost:5671/Orders?api-version=2021-05';
const keys = generateKeys();

const issuers: TokenIssuers = {
  accessControl: new AccessControl(defineTopology({ namespace: { name: 'local' } }), () => keys),
  entraTokens: undefined,
};

/** As SDKs sign: all of the URL, in lower case. */
function signed(): string {
  const sr = encodeURIComponent(url.toLowerCase());
  const sig = createHmac('sha256', keys.primaryKey).update(`${sr}\n${inAnHour}`).digest('base64');
  return `SharedAccessSignature sig=${encodeURIComponent(sig)}&se=${inAnHour}&skn=RootManageSharedAccessKey&sr=${sr}`;
}

const bearer = `Bearer ${new UnsecuredJWT({ aud: 'https://servicebus.azure.net', exp: inAnHour }).encode()}`;

describe('the Authorization header', () => {
  it('may be a shared access signature for the URL', async () => {
    expect(await grantOfHeader(signed(), url, now, issuers)).toMatchObject({ path: 'orders', ruleOwner: '' });
  });

  it('may be a token of Entra ID, in a broker that takes them', async () => {
    const entraTokens = await EntraTokens.create({ signatures: 'not-verified' });
    expect(await grantOfHeader(bearer, url, now, { ...issuers, entraTokens })).toMatchObject({ path: 'orders' });
  });

  it.each([
    ['missing', undefined, "has no 'Authorization' header"],
    ['empty', '  ', "has no 'Authorization' header"],
    ['of another scheme', 'Basic YTpi', "not 'Basic'"],
    ['a token of Entra ID, unless the broker takes them', bearer, "with the option 'entraId'"],
    ['a damaged signature', 'SharedAccessSignature', "MalformedToken: the parameter 'se' is missing"],
  ])('may not be %s', async (_, header, text) => {
    await expect(grantOfHeader(header, url, now, issuers)).rejects.toEqual(
      expect.objectContaining({ condition: 'amqp:unauthorized-access', message: expect.stringContaining(text) }),
    );
  });
});
