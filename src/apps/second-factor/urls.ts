import { path, type UrlEntry, type View } from '../../web/http/index.ts'
import { guarded } from '../accounts/index.ts'
import { challengePage } from './views/challenge.ts'
import { codesPage } from './views/codes.ts'
import { enrolPage } from './views/enrol.ts'
import { overviewPage } from './views/overview.ts'
import { removePage } from './views/remove.ts'

/** A page that is shown, and that takes what its form sends. */
function both<P>(view: View<P>): { readonly get: View<P>; readonly post: View<P> } {
  return { get: guarded(view), post: guarded(view) }
}

/** The pages of second factors, for `include`: `path('account/two-step/', include(secondFactorUrls, { namespace: 'secondFactor' }))`. */
export const secondFactorUrls: readonly UrlEntry[] = [
  path('', { get: guarded(overviewPage) }, { name: 'overview' }),
  path('code/', both(challengePage('totp')), { name: 'challenge' }),
  path('recovery-code/', both(challengePage('recovery')), { name: 'recovery' }),
  path('add/', both(enrolPage), { name: 'enrol' }),
  path('remove/<int:id>/', both(removePage), { name: 'remove' }),
  path('recovery-codes/', both(codesPage), { name: 'codes' }),
]
