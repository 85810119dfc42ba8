import { FileBody, type LightResponse } from './response.ts'

/** Lets go of a body that will not be sent. */
export function abandon(response: LightResponse): void {
  const body = response.content
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) return
  if (body instanceof FileBody) {
    body.close()
    return
  }
  Promise.try(async () => {
    if ('cancel' in body) await (body as ReadableStream).cancel()
    else await body[Symbol.asyncIterator]().return?.()
  }).catch(() => {})
}
