import { readFile } from 'node:fs/promises'
import { escapeHtml } from '../../../base/text/index.ts'
import { contentDisposition, LightResponse, mediaTypeOf } from '../../../web/http/index.ts'
import type { Attachment, ComposedMail } from '../../../web/mail/index.ts'

/** A mail's HTML may show what it shows in a mail program: its own styles, its images and those of the web; no script, no form, no frame. */
const policy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data: http: https:',
  'font-src data: http: https:',
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ')

/** The HTML of a mail for a frame: inline images in their places, links open outside of it. */
export async function htmlPart({ message }: ComposedMail): Promise<LightResponse> {
  const images = new Map<string, string>()
  for (const each of message.attachments) {
    if (each.cid === null) continue
    const content = Buffer.from(await bytesOf(each)).toString('base64')
    images.set(each.cid, `data:${typeOf(each)};base64,${content}`)
  }
  const html = (message.html ?? '').replace(/\bcid:([\w.-]{1,80})/g, (whole, name: string) => images.get(name) ?? whole)
  const response = new LightResponse(`<!doctype html><base target="_blank">${html}`)
  response.headers.put('content-type', 'text/html; charset=utf-8')
  response.headers.put('content-security-policy', policy)
  response.headers.put('x-frame-options', 'SAMEORIGIN')
  // What is said to be shown as it is gets no script of live reload.
  response.headers.put('content-disposition', 'inline')
  response.headers.put('cache-control', 'no-store')
  return response
}

/** Bytes to keep: never shown by the browser. */
export function download(bytes: Uint8Array, name: string): LightResponse {
  const response = new LightResponse(Uint8Array.from(bytes))
  response.headers.put('content-type', 'application/octet-stream')
  response.headers.put('content-disposition', contentDisposition('attachment', name))
  response.headers.put('content-security-policy', "default-src 'none'; sandbox")
  response.headers.put('cache-control', 'no-store')
  return response
}

/** The bytes of an attachment, those of a file as they are now. */
export async function bytesOf({ content, path }: Attachment): Promise<Uint8Array> {
  return content ?? (await readFile(path!))
}

/** A type for an address of data, which holds nothing else. */
function typeOf({ contentType, filename }: Attachment): string {
  const type = contentType ?? mediaTypeOf(filename ?? '')
  return escapeHtml(type.split(';')[0]!)
}
