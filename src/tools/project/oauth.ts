import { type AnyUser, userKey } from '../../apps/auth/index.ts'
import type { OAuthOptions } from '../../apps/oauth/index.ts'
import { provide } from '../../base/context/index.ts'
import type { AppDefinition, Mode } from '../../base/settings/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'

interface OAuthParts {
  readonly options: ProjectOptions
  readonly apps: readonly AppDefinition[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly mode: Mode
}

/** The providers of a project, with client ids and secrets from the environment, where it has `oauthApp`. */
export async function projectOAuth({ options, apps, env, mode }: OAuthParts): Promise<Brought> {
  const has = (label: string) => apps.some((app) => app.label === label)
  if (!has('oauth')) return {}
  const { oauthService, openOAuth } = await import('../../apps/oauth/index.ts')
  const described: OAuthOptions = options.oauth ?? { providers: {} }
  const settings = openOAuth(described, {
    env,
    production: mode === 'production',
    ...(has('accounts') && (await verifiedEmails())),
  })
  return { services: [provide(oauthService, settings)] }
}

/** What accounts know of addresses that were verified. */
async function verifiedEmails() {
  const { EmailAddress } = await import('../../apps/accounts/index.ts')
  const ofUser = (user: AnyUser) => EmailAddress.filter({ user: userKey(user) })
  return {
    verifiedEmail: (user: AnyUser, email: string) => ofUser(user).filter({ verifiedAs: email.toLowerCase() }).exists(),
    knownEmail: (email: string) => EmailAddress.filter({ verifiedAs: email.toLowerCase() }).exists(),
    awaitsVerification: (user: AnyUser) =>
      ofUser(user).filter({ email: user.email, verifiedAt__isnull: true }).exists(),
    async rememberVerified(user: AnyUser, email: string) {
      await EmailAddress.create({
        user: userKey(user),
        email,
        verifiedAt: new Date(),
        verifiedAs: email.toLowerCase(),
      })
    },
  }
}
