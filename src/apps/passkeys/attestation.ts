import { loadHelpers } from './webauthn.ts'

type Response = Readonly<Record<string, unknown>>

/** CBOR: a map of three, 'fmt' → 'none', 'attStmt' → {}, and the key 'authData'. */
const noneBefore = Buffer.concat([
  Buffer.from([0xa3, 0x63]),
  Buffer.from('fmt'),
  Buffer.from([0x64]),
  Buffer.from('none'),
  Buffer.from([0x67]),
  Buffer.from('attStmt'),
  Buffer.from([0xa0, 0x68]),
  Buffer.from('authData'),
])

/**
 * A registration without what the authenticator says about its make. We ask for none, some say it all the same, and looking at it would mean to read
 * certificates that anybody may have sent, and to fetch the lists of revoked ones from addresses that stand in them.
 */
export async function attestedNothing(response: Response): Promise<Response> {
  const { decodeAttestationObject } = await loadHelpers()
  const bytes = new Uint8Array(Buffer.from(String(response['attestationObject']), 'base64url'))
  const authData = Buffer.from(decodeAttestationObject(bytes).get('authData') as Uint8Array)
  const length = Buffer.from([0x59, authData.length >> 8, authData.length & 0xff])
  return { ...response, attestationObject: Buffer.concat([noneBefore, length, authData]).toString('base64url') }
}
