import { path, type UrlEntry, type View } from '../../web/http/index.ts'
import { guarded } from './page.ts'
import { requireAccount } from './recent.ts'
import { homePage } from './views/home.ts'
import { loginPage, logoutPage } from './views/login.ts'
import { reauthenticatePage } from './views/reauthenticate.ts'

/** A page that is shown, and that takes what its form sends. */
function both<P>(view: View<P>): { readonly get: View<P>; readonly post: View<P> } {
  return { get: guarded(view), post: guarded(view) }
}

/** The pages of accounts, for `include`: `path('account/', include(accountUrls, { namespace: 'accounts' }))`. */
export const accountUrls: readonly UrlEntry[] = [
  path('', { get: guarded(requireAccount(homePage)) }, { name: 'home' }),
  path('login/', both(loginPage), { name: 'login' }),
  path('logout/', { post: guarded(logoutPage) }, { name: 'logout' }),
  path('reauthenticate/', both(requireAccount(reauthenticatePage)), { name: 'reauthenticate' }),
]
