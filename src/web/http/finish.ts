import { bodyless, parseHttpDate, underConditions } from './conditional.ts'
import type { HttpRequest } from './request.ts'
import { FileBody, type LightResponse } from './response.ts'

/** The last step of every answer: conditions of the request, and ranges of a file. */
export function finish(request: HttpRequest, response: LightResponse): LightResponse {
  if (response.status !== 200) return response
  const conditioned = underConditions(request, response)
  if (conditioned !== response) return conditioned
  return response.content instanceof FileBody ? ranged(request, response, response.content) : response
}

/** One range of a file (RFC 9110, 14.2): several at once are answered with the whole file. */
function ranged(request: HttpRequest, response: LightResponse, file: FileBody): LightResponse {
  response.headers.put('accept-ranges', 'bytes')
  const header = request.header('range')
  if (header === null || request.method !== 'GET' || !rangeHolds(request.header('if-range'), response)) return response
  const range = /^bytes=(\d*)-(\d*)$/.exec(header.trim())
  if (range === null || (range[1] === '' && range[2] === '')) return response
  const size = file.size
  const start = range[1] === '' ? Math.max(0, size - Number(range[2])) : Number(range[1])
  const end = range[1] === '' || range[2] === '' ? size - 1 : Math.min(Number(range[2]), size - 1)
  if (range[1] !== '' && range[2] !== '' && Number(range[2]) < start) return response
  if (start > end || start >= size) {
    const refused = bodyless(response, 416)
    refused.headers.put('content-range', `bytes */${size}`)
    return refused
  }
  const part = response.with(file.part(start, end), 206)
  part.headers.put('content-range', `bytes ${start}-${end}/${size}`)
  part.headers.put('content-length', String(end - start + 1))
  return part
}

function rangeHolds(header: string | null, { headers }: LightResponse): boolean {
  if (header === null) return true
  if (header.startsWith('"')) return header === headers.get('etag')
  const date = parseHttpDate(header)
  return date !== null && date === parseHttpDate(headers.get('last-modified'))
}
