import type { TokenCredential } from '@azure/service-bus';
import { CredentialFailure } from './errors.js';

let ofProcess: TokenCredential | undefined;

/**
 * `DefaultAzureCredential`, one for the whole process, so that its tokens are shared: environment variables, workload or
 * managed identity, else who is signed in with `az login`. The library is loaded when the first token is asked for.
 */
export function processCredential(): TokenCredential {
  ofProcess ??= lazyCredential(async () => {
    const { DefaultAzureCredential } = await import('@azure/identity');
    return new DefaultAzureCredential();
  });
  return ofProcess;
}

/**
 * A credential that is made when the first token is asked for, and whose failures are {@link CredentialFailure}: final as
 * long as it has never given a token, something to wait for afterwards.
 */
export function lazyCredential(make: () => Promise<TokenCredential>): TokenCredential {
  let making: Promise<TokenCredential> | undefined;
  let hasWorked = false;
  return {
    async getToken(...request: Parameters<TokenCredential['getToken']>) {
      try {
        making ??= make();
        const token = await (await making).getToken(...request);
        hasWorked = true;
        return token;
      } catch (error) {
        throw new CredentialFailure(tellingPart(error), hasWorked, { cause: error });
      }
    },
  };
}

/** Of the failures of a chain, the one of a credential that was tried: most say no more than that they are not set up. */
function tellingPart(error: unknown): string {
  const failures: readonly unknown[] =
    error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [error];
  const tried = failures.find(
    (failure): failure is Error => failure instanceof Error && failure.name !== 'CredentialUnavailableError',
  );
  return tried === undefined ? 'no identity is set up here' : tried.message;
}
