import { randomBytes } from 'node:crypto'

/**
 * Makes UUIDs of version 7, which sort by time, and within a millisecond by when they were made.
 * https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
 */
export function idSource(now: () => number = () => Date.now()): () => string {
  let last = 0
  let count = 0
  return () => {
    const time = Math.max(now(), last)
    count = time === last ? count + 1 : 0
    // The counter's 12 bits: the next millisecond begins early where they are used up.
    if (count === 4096) count = 0
    last = count === 0 && time === last ? time + 1 : time
    const moment = last.toString(16).padStart(12, '0')
    const bytes = randomBytes(8)
    bytes[0] = (bytes[0]! & 0x3f) | 0x80
    const rest = bytes.toString('hex')
    const counted = `7${count.toString(16).padStart(3, '0')}`
    return `${moment.slice(0, 8)}-${moment.slice(8)}-${counted}-${rest.slice(0, 4)}-${rest.slice(4)}`
  }
}
