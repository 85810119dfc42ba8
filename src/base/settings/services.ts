import { type Service, service } from '../context/index.ts'
import type { AppDefinition } from './app.ts'
import type { Mode } from './environment.ts'

/** The apps of the current project, in order. */
export const appsService: Service<readonly AppDefinition[]> = service('list of apps')

/** How the current project runs. */
export interface ProjectFacts {
  readonly mode: Mode
  /** The project's folder. */
  readonly dir: string
  /** Signs sessions and tokens. */
  readonly secretKey: string
  /** Keys of the past, which still verify what they signed. */
  readonly secretKeyFallbacks: readonly string[]
  /** IANA name of the zone in which people read times. */
  readonly timeZone: string
  /** Where a visitor is sent to log in. */
  readonly loginUrl: string
  /** Scheme and host of the site, for addresses in mails: 'https://example.org'. Absent: a request's own. */
  readonly siteUrl?: string
}

export const factsService: Service<ProjectFacts> = service('settings')
