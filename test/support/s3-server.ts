import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { S3Credentials } from '../../src/data/files/index.ts'
import { isSigned } from './s3-signature.ts'

interface S3Rver {
  readonly store: {
    putBucket(name: string): Promise<unknown>
    existsObject(bucket: string, key: string): Promise<boolean>
  }
  readonly logger: { readonly exceptions: { unhandle(): void }; close(): void }
  callback(): (request: IncomingMessage, response: ServerResponse) => void
}

type S3RverClass = new (options: Readonly<Record<string, unknown>>) => S3Rver

export interface S3Server extends AsyncDisposable {
  readonly endpoint: string
  readonly bucket: string
  readonly credentials: S3Credentials
  /** Every request so far: 'PUT /bucket/key'. */
  readonly requests: string[]
  /** Answers before the server does, where it gives true. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean) | null
}

/**
 * s3rver in this process, on a free port, with its files in a temporary folder. What it does not do is done before it: signatures (version 4) are verified, and
 * `If-None-Match: *` of a key that is there is refused with 412, of two at once for the second one. Listings are not in order, and the last part of a
 * key has at most 230 bytes, as it is a file's name.
 */
export async function s3Server(): Promise<S3Server> {
  const packageName = 's3rver'
  const { default: Server } = (await import(packageName)) as { default: S3RverClass }
  const directory = mkdtempSync(join(tmpdir(), 'nuages-s3-'))
  const bucket = 'files'
  // The only account that it has.
  const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
  const server = new Server({ directory, silent: true, vhostBuckets: false })
  await server.store.putBucket(bucket)
  const answer = server.callback()
  const requests: string[] = []
  const writing = new Map<string, Promise<void>>()

  const conditionally = async (request: IncomingMessage, response: ServerResponse) => {
    const key = decodeURIComponent(new URL(request.url!, 'http://localhost').pathname.slice(bucket.length + 2))
    const before = writing.get(key)
    const done = Promise.withResolvers<void>()
    response.once('close', () => done.resolve())
    writing.set(key, done.promise)
    await before
    if (!(await server.store.existsObject(bucket, key))) return answer(request, response)
    refuse(request, response, 412, 'PreconditionFailed')
  }

  const made: { intercept: S3Server['intercept'] } = { intercept: null }
  const http = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    if (made.intercept?.(request, response)) return
    if (!isSigned(request, credentials.secretAccessKey)) refuse(request, response, 403, 'SignatureDoesNotMatch')
    else if (request.headers['if-none-match'] === '*') void conditionally(request, response)
    else answer(request, response)
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return Object.assign(made, {
    endpoint: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    bucket,
    credentials,
    requests,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
      server.logger.exceptions.unhandle()
      server.logger.close()
      rmSync(directory, { recursive: true, force: true })
    },
  })
}

/** Answers as S3 does where it refuses. */
export function refuse(request: IncomingMessage, response: ServerResponse, status: number, code: string): void {
  request.resume()
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`)
}
