import type { Finding } from '../../../base/checks/index.ts'
import type { UrlEntry } from '../../../web/http/index.ts'
import type { Project } from '../project.ts'

type Included = Extract<UrlEntry, { readonly kind: 'include' }>

interface Pages {
  readonly namespace: string
  /** How they are mounted. */
  readonly as: string
}

const named = (place: string, urls: string, namespace: string): Pages => ({
  namespace,
  as: `path('${place}', include(${urls}, { namespace: '${namespace}' }))`,
})

/** The pages of batteries, by the label of the app that needs them. Those of second factors and providers are errors, which their own checks find. */
const pages: Readonly<Record<string, Pages>> = {
  accounts: named('account/', 'accountUrls', 'accounts'),
  passkeys: named('account/passkeys/', 'passkeysUrls', 'passkeys'),
}

/** Pages that are mounted for nothing where their app is not there: namespace, a name that only they have, label and name of the app. */
const needing: readonly (readonly [namespace: string, page: string, label: string, app: string])[] = [
  ['accounts', 'reauthenticate', 'accounts', 'accountsApp'],
  ['secondFactor', 'challenge', 'second_factor', 'secondFactorApp'],
  ['passkeys', 'confirmOptions', 'passkeys', 'passkeysApp'],
  ['oauth', 'callback', 'oauth', 'oauthApp'],
  ['tokens', 'end', 'tokens', 'tokensApp'],
  ['jwt', 'jwks', 'tokens', 'tokensApp'],
]

/** Pages of batteries whose app the project has not: they have no tables and no templates. */
export function checkAppsOfPages({ apps, urls }: Project): readonly Finding[] {
  const mounted = includes(urls)
  return needing.flatMap(([namespace, page, label, app]) => {
    const here = mounted.some(
      (each) => each.namespace === namespace && each.urls.some((entry) => 'name' in entry && entry.name === page),
    )
    if (!here || apps.some((each) => each.label === label)) return []
    return {
      id: 'auth.E013',
      level: 'error' as const,
      message: `The pages '${namespace}' are among the routes, but their app is not among the apps`,
      hint: `Add ${app} to \`apps\` in nuages.config.ts.`,
      where: 'apps',
    }
  })
}

/** Apps whose pages are not among the routes: what leads to them would be an error for whoever follows it. */
export function checkMounts({ apps, urls }: Project): readonly Finding[] {
  const there = new Set(includes(urls).map(({ namespace }) => namespace))
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

/** All that is included, at whatever depth. */
function includes(urls: readonly UrlEntry[]): readonly Included[] {
  return urls.flatMap((entry) => (entry.kind === 'include' ? [entry, ...includes(entry.urls)] : []))
}
