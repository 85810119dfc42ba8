import { corrupt } from './codec.ts'

/** What is known of a value that is kept, beside it. */
export interface EntryFacts {
  /** Until when it is fresh, in milliseconds since 1970, and how many that were when it was made. Absent: as long as it is there. */
  readonly fresh?: readonly [until: number, length: number]
  /** Milliseconds that it took to make. */
  readonly cost?: number
  /** Its tags, with the stamp that each had. */
  readonly tags?: Readonly<Record<string, string>>
}

export interface Entry extends EntryFacts {
  /** The value, as `encodeValue` wrote it. */
  readonly text: string
}

const none: EntryFacts = Object.freeze({})

/** The text that a store keeps: the value alone, or 'm', the facts as JSON, a line break, and the value. */
export function writeEntry(text: string, facts: EntryFacts = none): string {
  return facts.fresh === undefined && facts.tags === undefined ? text : `m${JSON.stringify(facts)}\n${text}`
}

/** Throws where the text is no entry. */
export function readEntry(stored: string): Entry {
  if (!stored.startsWith('m')) return { text: stored }
  const end = stored.indexOf('\n')
  if (end === -1) throw corrupt()
  const facts = JSON.parse(stored.slice(1, end)) as EntryFacts | null
  if (typeof facts !== 'object' || facts === null) throw corrupt()
  const { fresh, cost, tags } = facts
  if (fresh !== undefined && !(Array.isArray(fresh) && fresh.length === 2 && fresh.every(Number.isFinite)))
    throw corrupt()
  if (tags !== undefined && (typeof tags !== 'object' || tags === null)) throw corrupt()
  return {
    text: stored.slice(end + 1),
    ...(fresh !== undefined && { fresh }),
    ...(typeof cost === 'number' && { cost }),
    ...(tags !== undefined && { tags }),
  }
}

/** A time that is further ahead than it can be comes from a clock that was put back since: then it counts as over. */
export function isFresh({ fresh }: EntryFacts, now: number): boolean {
  return fresh === undefined || (now < fresh[0] && fresh[0] - now <= fresh[1])
}
