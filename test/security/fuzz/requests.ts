import { bodies, headers, methods, oddHeaders, oddMethods, oddTargets, paths, queries, spice } from './pieces.ts'
import type { Random } from './random.ts'

/** What one connection sends, and how. */
export interface Attack {
  /** Latin-1, in the pieces in which it is written. */
  readonly pieces: readonly string[]
  /** What becomes of the connection after the last piece. */
  readonly end: 'wait' | 'half-close' | 'reset'
}

/** `cookies` are real ones of a person who is logged in, which some of the requests carry. */
export function attack(random: Random, cookies: string): Attack {
  let bytes = ''
  for (let count = 1 + random.below(3); count > 0; count--) bytes += request(random, cookies)
  if (random.once(5)) bytes = mutated(random, bytes)
  return { pieces: cut(random, bytes), end: random.once(8) ? 'reset' : random.once(3) ? 'half-close' : 'wait' }
}

function request(random: Random, cookies: string): string {
  const method = random.once(12) ? random.pick(oddMethods) : random.pick(methods)
  const target = random.once(4)
    ? random.pick(oddTargets)
    : random.pick(paths) + (random.once(3) ? random.pick(queries) : '')
  const version = random.once(25) ? random.pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', 'http/1.1', '']) : 'HTTP/1.1'
  const lines = [`${method} ${target} ${version}`]
  if (!random.once(15)) lines.push('Host: 127.0.0.1')
  if (random.once(2)) lines.push(`Cookie: ${cookies}`)
  // Most come from a page of the site, as the browser says, so that they get past the check of their origin.
  if (!random.once(4)) lines.push('Sec-Fetch-Site: same-origin')
  for (let count = random.below(4); count > 0; count--) lines.push(random.pick(headers))
  if (random.once(12)) lines.push(random.pick(oddHeaders))
  if (!random.once(2)) return `${lines.join('\r\n')}\r\n\r\n`
  const [type, content] = random.pick(bodies)
  const body = random.once(4) ? mutated(random, content) : content
  lines.push(`Content-Type: ${type}`)
  if (random.once(4)) return `${lines.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(random, body)}`
  const length = random.once(15) ? random.below(2 * body.length + 2) : body.length
  return `${lines.join('\r\n')}\r\nContent-Length: ${length}\r\n\r\n${body}`
}

function chunked(random: Random, body: string): string {
  let text = ''
  for (let at = 0; at < body.length; ) {
    const size = 1 + random.below(Math.max(1, body.length / 3))
    const chunk = body.slice(at, at + size)
    text += `${chunk.length.toString(16)}${random.once(6) ? ';x="y"' : ''}\r\n${chunk}\r\n`
    at += size
  }
  const end = random.once(10)
    ? random.pick(['', '0', '0\r\n', 'fffffffffffffffff\r\n', '-1\r\n\r\n', '0\r\nX-Trailer: 1\r\n\r\n'])
    : '0\r\n\r\n'
  return text + end
}

/** Bytes taken out, put in, doubled, turned over, or the rest left off. */
function mutated(random: Random, bytes: string): string {
  let text = bytes
  for (let count = 1 + random.below(4); count > 0; count--) {
    const at = random.below(text.length + 1)
    const end = at + random.below(30)
    const kind = random.below(5)
    if (kind === 0) text = text.slice(0, at) + text.slice(end)
    else if (kind === 1) text = text.slice(0, at) + random.pick(spice) + text.slice(at)
    else if (kind === 2) text = text.slice(0, end) + text.slice(at)
    else if (kind === 3) text = text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1)
    else text = text.slice(0, at)
  }
  return text
}

function cut(random: Random, bytes: string): string[] {
  if (random.once(2)) return [bytes]
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + random.below(Math.max(1, bytes.length / 2))
    pieces.push(bytes.slice(at, at + size))
    at += size
  }
  return pieces
}
