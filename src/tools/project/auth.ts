import { provide } from '../../base/context/index.ts'
import type { AppDefinition } from '../../base/settings/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'

/** What stands around users: the steps of logging in and the sections of the account page. Each battery is imported only where its app is there. */
export async function projectAuth(options: ProjectOptions, apps: readonly AppDefinition[]): Promise<Brought> {
  const has = (label: string) => apps.some((app) => app.label === label)
  if (!has('auth')) return {}
  const { impersonationBanner, impersonationService, loginStepsService } = await import('../../apps/auth/index.ts')
  const { accountSectionsService } = await import('../../apps/accounts/index.ts')
  return {
    services: [
      provide(loginStepsService, []),
      provide(accountSectionsService, []),
      provide(impersonationService, options.auth?.impersonation ?? {}),
    ],
    middleware: [impersonationBanner()],
  }
}
