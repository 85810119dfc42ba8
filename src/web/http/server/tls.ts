import type { Server as HttpServer } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { SecureVersion } from 'node:tls'
import { httpErrors } from '../errors.ts'

/** A certificate and its key, in PEM, and what else a secure server needs. */
export interface TlsOptions {
  /** The private key. */
  readonly key: string | Uint8Array
  /** The certificate, with those between it and a known authority behind it. */
  readonly cert: string | Uint8Array
  /** Opens an encrypted key. */
  readonly passphrase?: string
  /** Default 'TLSv1.2'; nothing older is spoken. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3'
}

const context = ({ key, cert, passphrase, minVersion }: TlsOptions) => ({
  key: Buffer.from(key),
  cert: Buffer.from(cert),
  minVersion: (minVersion ?? 'TLSv1.2') satisfies SecureVersion as SecureVersion,
  ...(passphrase !== undefined && { passphrase }),
})

/** A server over TLS. Throws `NUAGES_HTTP_BAD_CERTIFICATE`. */
export function secureServer(options: TlsOptions): Server {
  return orComplain(() => createServer({ ...context(options), optimizeEmptyRequests: true }))
}

/** Shows new connections another certificate; those that are open keep theirs. Throws `NUAGES_HTTP_BAD_CERTIFICATE`. */
export function replaceCertificate(server: HttpServer, options: TlsOptions): void {
  if (!isSecure(server)) throw httpErrors.BAD_CERTIFICATE({ reason: 'the server speaks no TLS' })
  orComplain(() => server.setSecureContext(context(options)))
}

export function isSecure(server: HttpServer): server is Server {
  return 'setSecureContext' in server
}

function orComplain<R>(work: () => R): R {
  try {
    return work()
  } catch (cause) {
    throw httpErrors.BAD_CERTIFICATE({ reason: (cause as Error).message }, { cause })
  }
}
