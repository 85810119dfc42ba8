import type { Finding } from '../../../../base/checks/index.ts'
import { cacheSettings } from '../../caches.ts'
import { storeAddress } from '../../sessions.ts'
import { type DeployFacts, finding } from './facts.ts'

/** Where sessions are kept that others are to see, and their cookie: no plain page sets it. */
export const checkSessions = ({
  options,
  environment,
  processes,
}: Pick<DeployFacts, 'options' | 'environment' | 'processes'>): readonly Finding[] => [
  ...cookieFindings(options.sessions?.cookie),
  ...storeFindings(storeAddress(options), cacheSettings(options, environment), processes),
]

function cookieFindings(cookie: { readonly secure?: boolean } | undefined): readonly Finding[] {
  if (cookie?.secure !== false) return []
  const message = 'On https: it is set without `Secure`, so that it is sent over http: too.'
  return [finding('warning', 'security.W012', 'sessions.cookie', message, 'Leave `secure` to its default.')]
}

function storeFindings(
  address: string | null,
  caches: Readonly<Record<string, { readonly url: string }>>,
  processes: number,
): readonly Finding[] {
  const where = 'sessions.store'
  const [, kind, name] = /^(cache|cached-database|file):(.*)$/s.exec(address ?? '') ?? []
  if (kind === 'file') {
    const message =
      'Sessions lie in files of this machine: another one knows none of them, and a new disk ends them all.'
    const hint = "Use 'database:' or a cache in Redis, or silence this check where one machine keeps its disk."
    return [finding('warning', 'deploy.W024', where, message, hint)]
  }
  if (kind === undefined) return []
  const url = caches[name || 'default']?.url ?? ''
  if (url.startsWith('dummy:') && kind === 'cache') {
    const hint = "Use 'database:', or a cache that keeps something."
    return [finding('error', 'deploy.E008', where, 'The cache of the sessions keeps nothing: nobody can log in.', hint)]
  }
  if (!url.startsWith('memory:')) return []
  const hint = "Give it a cache that processes share ('redis://…', 'database:'), or run one process."
  if (kind === 'cache' && processes > 1) {
    const message = `Each of ${processes} processes has sessions of its own: who logs in with one is a stranger to the others.`
    return [finding('error', 'deploy.E009', where, message, hint)]
  }
  if (kind === 'cache') {
    const message = 'Sessions lie in the memory of the process: each restart logs everybody out.'
    return [
      finding('warning', 'deploy.W025', where, message, "Use 'cached-database:', 'database:' or a cache in Redis."),
    ]
  }
  if (processes < 2) return []
  const message = `Each of ${processes} processes has a cache of sessions of its own: who logs out with one stays logged in with the others for up to five minutes.`
  return [finding('warning', 'deploy.W026', where, message, hint)]
}
