import type { Finding } from '../../../base/checks/index.ts'
import type { UrlEntry } from '../../../web/http/index.ts'
import type { Project } from '../project.ts'

interface Pages {
  readonly namespace: string
  /** How they are mounted. */
  readonly as: string
}

const named = (place: string, urls: string, namespace: string): Pages => ({
  namespace,
  as: `path('${place}', include(${urls}, { namespace: '${namespace}' }))`,
})

/** The pages of batteries, by the label of the app that needs them. */
const pages: Readonly<Record<string, Pages>> = {
  accounts: named('account/', 'accountUrls', 'accounts'),
  second_factor: named('account/two-step/', 'secondFactorUrls', 'secondFactor'),
  passkeys: named('account/passkeys/', 'passkeysUrls', 'passkeys'),
  oauth: named('account/linked/', 'oauthUrls', 'oauth'),
}

/** Apps whose pages are not among the routes: what leads to them would be an error for whoever follows it. */
export function checkMounts({ apps, urls }: Project): readonly Finding[] {
  const there = namespaces(urls)
  return apps.flatMap(({ label }) => {
    const missing = Object.hasOwn(pages, label) ? pages[label]! : null
    if (missing === null || there.has(missing.namespace)) return []
    return {
      id: 'auth.W002',
      level: 'warning' as const,
      message: `The pages of the app '${label}' are not among the routes`,
      hint: `Mount them: ${missing.as}.`,
      where: 'urls',
    }
  })
}

function namespaces(urls: readonly UrlEntry[]): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (entries: readonly UrlEntry[]): void => {
    for (const entry of entries) {
      if (entry.kind !== 'include') continue
      found.add(entry.namespace)
      visit(entry.urls)
    }
  }
  visit(urls)
  return found
}
