import type { AccountSection, LoginMeans, LoginOption } from '../../apps/accounts/index.ts'
import type { LoginStep } from '../../apps/auth/index.ts'
import type { SecondFactorMethod } from '../../apps/second-factor/index.ts'
import { provide } from '../../base/context/index.ts'
import type { AppDefinition } from '../../base/settings/index.ts'
import type { Cache } from '../../data/cache/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'
import { storeAddress } from './sessions.ts'

/**
 * What stands around users: the steps and ways of logging in and the sections of the account page. Each battery is imported only where its app is
 * there.
 */
export async function projectAuth(
  options: ProjectOptions,
  apps: readonly AppDefinition[],
  cache: Cache,
): Promise<Brought> {
  const has = (label: string) => apps.some((app) => app.label === label)
  if (!has('auth')) return {}
  const auth = await import('../../apps/auth/index.ts')
  const admin = has('accounts') && has('admin') ? await import('../../apps/admin/index.ts') : null
  const accounts = has('accounts') ? await import('../../apps/accounts/index.ts') : null
  // One line for each battery, in the order in which pages have them.
  const steps: LoginStep[] = accounts === null ? [] : [accounts.verifyStep]
  const ways: LoginOption[] = []
  // Beside passwords.
  const means: LoginMeans[] = []
  const sections: AccountSection[] = []
  // Ways to show a second factor beside codes.
  const methods: SecondFactorMethod[] = []
  if (has('passkeys')) {
    const { passkeysLoginOption, passkeysMeans, passkeysMethod, passkeysSection } = await import(
      '../../apps/passkeys/index.ts'
    )
    ways.push(passkeysLoginOption)
    means.push(passkeysMeans)
    methods.push(passkeysMethod)
    sections.push(passkeysSection)
  }
  const secondFactor = has('second_factor') ? await import('../../apps/second-factor/index.ts') : null
  if (secondFactor !== null) {
    steps.push(secondFactor.secondFactorStep)
    sections.push(secondFactor.secondFactorSection)
  }
  const tokens = has('tokens') ? await import('../../apps/tokens/index.ts') : null
  if (tokens !== null) sections.push(tokens.tokensSection)
  const seconds = options.auth?.cacheUsers ?? (isQuick(options) ? secondsOfUsers : false)
  if (has('oauth')) {
    const { linkedAccountsMeans, linkedAccountsSection, providerOptions } = await import('../../apps/oauth/index.ts')
    ways.push(...providerOptions(options.oauth ?? { providers: {} }))
    means.push(linkedAccountsMeans)
    sections.push(linkedAccountsSection)
  }
  return {
    services: [
      ...(seconds === false ? [] : [provide(auth.userCacheService, { cache, seconds })]),
      provide(auth.loginStepsService, steps),
      provide(auth.impersonationService, options.auth?.impersonation ?? {}),
      ...(accounts === null
        ? []
        : [
            provide(accounts.accountsSettingsService, accounts.accountsSettingsOf(options.accounts)),
            provide(accounts.loginOptionsService, ways),
            provide(accounts.loginMeansService, means),
            provide(accounts.accountSectionsService, accounts.allSections(sections, options.accounts?.deletion)),
            provide(accounts.seenSessionsService, new accounts.SeenSessions()),
            provide(auth.authEventSinkService, accounts.keepEvent),
            ...(admin === null ? [] : [provide(admin.auditSourcesService, [accounts.authEventsSource])]),
          ]),
      ...(secondFactor === null
        ? []
        : [
            provide(secondFactor.secondFactorService, secondFactor.secondFactorOptions(options.secondFactor)),
            provide(secondFactor.secondFactorMethodsService, methods),
            ...(accounts === null ? [] : [provide(accounts.accountFactorsService, secondFactor.accountFactors)]),
            ...(tokens === null ? [] : [provide(tokens.stepTakersService, [secondFactor.secondFactorTaker])]),
          ]),
    ],
    middleware: [
      auth.impersonationBanner(),
      ...(secondFactor === null ? [] : [secondFactor.secondFactorGate()]),
      ...(accounts === null ? [] : [accounts.sessionsSeen()]),
    ],
  }
}

/** Seconds for which users are believed by default, where sessions cost no query either. */
const secondsOfUsers = 30

/** Are sessions kept where reading one asks no database? */
function isQuick(options: ProjectOptions): boolean {
  return /^(cache|cached-database|cookie):/.test(storeAddress(options) ?? '')
}
