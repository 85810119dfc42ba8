import type { Finding } from '../../base/checks/index.ts'
import type { Scope } from '../../base/context/index.ts'
import type { AppDefinition, Mode } from '../../base/settings/index.ts'
import type { Orm } from '../../data/orm/index.ts'
import type { App, UrlEntry } from '../../web/http/index.ts'
import type { Engine } from '../../web/templates/index.ts'
import type { ProjectCheckOptions } from './checks/index.ts'

/** A project that is open: its databases are connected, its routes and templates ready. Close it when done. */
export interface Project extends AsyncDisposable {
  readonly mode: Mode
  /** The folder of `nuages.config.ts`. */
  readonly dir: string
  /** The apps in order, those that were required included. */
  readonly apps: readonly AppDefinition[]
  readonly urls: readonly UrlEntry[]
  readonly orm: Orm
  readonly engine: Engine
  readonly app: App
  /** What makes this the current project inside `run`. */
  readonly scope: Scope
  /** Answers a request: the whole application as one function. */
  fetch(request: Request): Promise<Response>
  /** Runs `work` with this as the current project, and waits for what it gives: a queryset runs here, not at the caller's. */
  run<R>(work: () => R): Promise<Awaited<R>>
  /** Everything that can be known to be wrong without serving. */
  check(options?: ProjectCheckOptions): Promise<readonly Finding[]>
  /** Finishes what runs and closes the databases. */
  close(): Promise<void>
}
