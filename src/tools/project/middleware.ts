import { type LanguagesOptions, languages } from '../../apps/languages/index.ts'
import type { AppDefinition, Environment } from '../../base/settings/index.ts'
import { compression, type Middleware, requestIds, type StaticFiles } from '../../web/http/index.ts'
import type { Translations } from '../../web/i18n/index.ts'
import {
  allowedHosts,
  csrf,
  localHosts,
  rateLimit,
  redirectToHttps,
  securityHeaders,
} from '../../web/security/index.ts'
import type { ProjectOptions } from './definition.ts'
import { projectErrors } from './errors.ts'

export interface MiddlewareParts {
  readonly options: ProjectOptions
  readonly environment: Environment
  /** Who is answered. */
  readonly hosts: readonly string[]
  readonly apps: readonly AppDefinition[]
  readonly secretKeyFallbacks: readonly string[]
  readonly files: StaticFiles
  readonly translations: Translations
  /** What visitors have chosen for good. */
  readonly preference: LanguagesOptions['preference']
  readonly sessions: Middleware | undefined
  /** What batteries add. */
  readonly brought: readonly Middleware[]
  readonly innermost: readonly Middleware[]
}

/** This machine, and the name by which the test client asks. */
const ownHosts = [...localHosts, 'testserver']

/** Who is answered: what the deployer says, else what the configuration says, else this machine where nothing is public. */
export function hostsOf(options: ProjectOptions, environment: Environment): readonly string[] {
  const hosts = environment.allowedHosts ?? options.allowedHosts
  if (hosts !== undefined) return environment.mode === 'production' ? hosts : [...hosts, ...ownHosts]
  if (environment.mode === 'production') throw projectErrors.NO_ALLOWED_HOSTS({})
  return ownHosts
}

/**
 * What stands around every view, from the outermost and inside of the log: request ids, compression (in production), security headers, host check, static files, sessions and users where the project
 * has them, language and time zone, rate limits, CSRF protection, what batteries add, the project's own. The batteries are imported only where their app is there.
 */
export async function standardMiddleware(parts: MiddlewareParts): Promise<readonly Middleware[]> {
  const { options, environment, apps, secretKeyFallbacks, files, translations, preference } = parts
  const has = (label: string) => apps.some((app) => app.label === label)
  const chain: Middleware[] = []
  chain.push(requestIds())
  const compress = options.compression ?? environment.mode === 'production'
  if (compress !== false) chain.push(compression(compress === true ? {} : compress))
  const { redirectToHttps: toHttps = false, ...headers } = options.security ?? {}
  chain.push(securityHeaders(headers), allowedHosts(parts.hosts))
  if (toHttps !== false && environment.mode === 'production')
    chain.push(redirectToHttps(toHttps === true ? {} : toHttps))
  chain.push(files)
  if (parts.sessions !== undefined) chain.push(parts.sessions)
  if (has('auth')) {
    const { authentication } = await import('../../apps/auth/index.ts')
    chain.push(authentication({ fallbackKeys: secretKeyFallbacks }))
  }
  chain.push(
    languages({
      translations,
      ...(preference !== undefined && { preference }),
      ...(options.languageCookie !== undefined && { cookie: options.languageCookie }),
    }),
  )
  for (const limit of options.rateLimits ?? []) chain.push(rateLimit(limit))
  chain.push(csrf(options.csrf), ...parts.brought, ...(options.middleware ?? []), ...parts.innermost)
  return chain
}
