import { randomString } from '../../../base/signing/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { callbackAddress } from '../addresses.ts'
import type { Provider } from '../options.ts'
import { type KeptFlow, keepFlow } from './kept.ts'

/** 43 of 62 characters carry 256 bits; as many as RFC 7636 §4.1 asks of a verifier at least. */
const secretLength = 43

/** Begins a log-in: the address that the browser is to go to. What comes back is held against what the session keeps. */
export async function beginFlow(
  request: HttpRequest,
  provider: Provider,
  flow: Pick<KeptFlow, 'purpose' | 'user' | 'next' | 'remember'>,
): Promise<string> {
  const secrets = {
    state: randomString(secretLength),
    nonce: randomString(secretLength),
    verifier: randomString(secretLength),
    redirectUri: callbackAddress(request, provider.name),
  }
  const address = await provider.client.begin(secrets, flow.purpose === 'reauthenticate')
  await keepFlow(request, { ...flow, ...secrets, provider: provider.name })
  return address
}
