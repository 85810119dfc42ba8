import type { Finding } from '../../../base/checks/index.ts'
import { tryReverse } from '../../../web/http/index.ts'
import type { Project } from '../project.ts'

/** What a second factor cannot do without, and how it is mounted. */
const pages = {
  'secondFactor:challenge': "path('account/two-step/', include(secondFactorUrls, { namespace: 'secondFactor' }))",
  'accounts:reauthenticate': "path('account/', include(accountUrls, { namespace: 'accounts' }))",
} as const

/** A project with second factors and without their pages: whoever has set one up could not log in. */
export function checkSecondFactor({ apps }: Project): readonly Finding[] {
  if (!apps.some(({ label }) => label === 'second_factor')) return []
  return Object.entries(pages).flatMap(([name, route]) =>
    tryReverse(name) !== null
      ? []
      : [
          {
            id: 'secondfactor.E001',
            level: 'error' as const,
            message: `The project has second factors, but no page '${name}'.`,
            hint: `Add \`${route}\` to its URL patterns.`,
            where: 'urls',
          },
        ],
  )
}
