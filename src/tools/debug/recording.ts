import type { QueryEvent } from '../../base/events/index.ts'

/** Something that took place while a request was answered. Milliseconds count from its beginning. */
interface Timed {
  readonly at: number
  readonly duration: number
}

export interface RecordedQuery extends Timed, Pick<QueryEvent, 'database' | 'sql' | 'rows' | 'origin'> {
  readonly parameters: readonly string[]
  readonly failed: boolean
}

export interface RecordedTemplate {
  readonly name: string
  readonly path: string | null
  /** What it was given: names, and how their values look. */
  readonly context: readonly (readonly [name: string, value: string])[]
}

export interface RecordedRendering extends Timed {
  readonly template: string
}

/** Anything else: a cache that was asked, a mail that was sent. */
export interface RecordedNote {
  readonly at: number
  readonly what: 'cache' | 'mail' | 'task'
  readonly text: string
}

export interface RecordedResponse {
  readonly status: number
  /** Milliseconds until the answer was there; a stream may go on. */
  readonly duration: number
  readonly headers: readonly (readonly [string, string])[]
}

/** What one request did. */
export interface Recording {
  readonly id: number
  readonly started: Date
  /** By `performance.now()`. */
  readonly start: number
  readonly method: string
  readonly path: string
  readonly query: readonly (readonly [string, string])[]
  readonly headers: readonly (readonly [string, string])[]
  /** The route, and the name of its view; null where none matched. */
  route: { readonly pattern: string; readonly name: string | null } | null
  readonly queries: RecordedQuery[]
  readonly templates: RecordedTemplate[]
  readonly renderings: RecordedRendering[]
  readonly notes: RecordedNote[]
  /** What was left out because there was too much. */
  omitted: number
  response: RecordedResponse | null
}

/** The last requests, bounded. */
export class Recordings {
  readonly #kept: Recording[] = []
  readonly #most: number
  #next = 1

  constructor(most = 50) {
    this.#most = most
  }

  add(make: (id: number) => Recording): Recording {
    const made = make(this.#next++)
    this.#kept.push(made)
    if (this.#kept.length > this.#most) this.#kept.shift()
    return made
  }

  /** From the newest to the oldest. */
  get all(): readonly Recording[] {
    return this.#kept.toReversed()
  }

  find(id: number): Recording | null {
    return this.#kept.find((each) => each.id === id) ?? null
  }
}
