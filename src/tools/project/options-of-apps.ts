import type { AppDefinition } from '../../base/settings/index.ts'
import type { ProjectOptions } from './definition.ts'
import { projectErrors } from './errors.ts'

/** Options that an app reads: the label of the app, its name in code, and where that comes from. */
const readers: readonly (readonly [option: keyof ProjectOptions, label: string, app: string, from: string])[] = [
  ['accounts', 'accounts', 'accountsApp', 'nuages/accounts'],
  ['secondFactor', 'second_factor', 'secondFactorApp', 'nuages/second-factor'],
  ['passkeys', 'passkeys', 'passkeysApp', 'nuages/passkeys'],
  ['oauth', 'oauth', 'oauthApp', 'nuages/oauth'],
  ['tokens', 'tokens', 'tokensApp', 'nuages/tokens'],
  ['redirects', 'redirects', 'redirectsApp', 'nuages/redirects'],
  ['flatpages', 'flatpages', 'flatpagesApp', 'nuages/flatpages'],
]

/** Throws `NUAGES_PROJECT_OPTION_WITHOUT_APP` for an option that nothing would read: a second factor that was asked for and never is. */
export function checkOptionsOfApps(options: ProjectOptions, apps: readonly AppDefinition[]): void {
  for (const [option, label, app, from] of readers)
    if (options[option] !== undefined && !apps.some((each) => each.label === label))
      throw projectErrors.OPTION_WITHOUT_APP({ option, app, from })
}
