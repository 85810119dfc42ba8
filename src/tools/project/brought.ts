import type { Middleware } from '../../web/http/index.ts'
import type { ContextProcessor, FragmentCache, Library } from '../../web/templates/index.ts'

/** What a battery brings to a project that is being opened. */
export interface Brought {
  /** What `provide(service, value)` made. */
  readonly services?: readonly (readonly [symbol, unknown])[]
  /** Middleware around all views, inside of sessions, users and languages. */
  readonly middleware?: readonly Middleware[]
  /** Middleware next to the views, inside of the project's own too: what answers where nothing else does. */
  readonly innermost?: readonly Middleware[]
  /** What its templates are, and what all templates get from it. */
  readonly templates?: {
    /** Searched after those of the apps. */
    readonly dirs?: readonly string[]
    readonly libraries?: Readonly<Record<string, Library>>
    readonly contextProcessors?: readonly ContextProcessor[]
    /** Where `{% cache %}` keeps parts of pages, by name. */
    readonly fragmentCaches?: Readonly<Record<string, FragmentCache>>
  }
  /** Middleware outside of all others: it sees requests that nobody else answers. */
  readonly outermost?: readonly Middleware[]
  /** Checks of `/ready`, by name: each rejects where the project is not ready. */
  readonly health?: Readonly<Record<string, (signal: AbortSignal) => unknown>>
  /** Ends what it keeps open; called once, before the databases close. */
  readonly close?: () => void | Promise<void>
}
