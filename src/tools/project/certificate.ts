import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { httpErrors, type TlsOptions } from '../../web/http/index.ts'

/** The files of a certificate. */
export interface CertificateFiles {
  /** The private key, in PEM. Relative to the project's folder. */
  readonly key: string
  /** The certificate, in PEM, with those between it and a known authority behind it. */
  readonly cert: string
  readonly passphrase?: string
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3'
}

/** Reads them. Throws `NUAGES_HTTP_BAD_CERTIFICATE` where one cannot be read. */
export function readCertificate(files: CertificateFiles, dir: string): TlsOptions {
  const read = (file: string): Buffer => {
    try {
      return readFileSync(resolve(dir, file))
    } catch (cause) {
      throw httpErrors.BAD_CERTIFICATE({ reason: (cause as Error).message }, { cause })
    }
  }
  return { ...files, key: read(files.key), cert: read(files.cert) }
}
