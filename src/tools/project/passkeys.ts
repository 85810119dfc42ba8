import type { AnyUser } from '../../apps/auth/index.ts'
import { provide, use } from '../../base/context/index.ts'
import type { AppDefinition } from '../../base/settings/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'

/** Passkeys, where their app is there; imported only then. `hosts` are those that the project answers to. */
export async function projectPasskeys(
  { passkeys = {} }: ProjectOptions,
  apps: readonly AppDefinition[],
  hosts: readonly string[],
): Promise<Brought> {
  const has = (label: string) => apps.some((app) => app.label === label)
  if (!has('passkeys')) return {}
  const { passkeysService, passkeysSettings } = await import('../../apps/passkeys/index.ts')
  const settings = passkeysSettings(passkeys, {
    allowedHosts: hosts,
    ...(has('oauth') && { otherMeans: await linkedAccounts() }),
  })
  return { services: [provide(passkeysService, settings)] }
}

/** Is an account linked to the user, at a provider that the project still has? */
async function linkedAccounts() {
  const { LinkedAccount, oauthService } = await import('../../apps/oauth/index.ts')
  return (user: AnyUser) =>
    LinkedAccount.filter({ user: user as never, provider__in: [...use(oauthService).providers.keys()] }).exists()
}
