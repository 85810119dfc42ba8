import { path, type UrlEntry, type View } from '../../web/http/index.ts'
import { rateLimited } from '../../web/security/index.ts'
import { guarded } from './page.ts'
import { requireAccount, requireRecentLogin } from './recent.ts'
import { deletePage } from './views/delete.ts'
import { emailPage } from './views/email.ts'
import { homePage } from './views/home.ts'
import { loginPage, logoutPage } from './views/login.ts'
import { passwordPage } from './views/password.ts'
import { profilePage } from './views/profile.ts'
import { reauthenticatePage } from './views/reauthenticate.ts'
import { registerPage } from './views/register.ts'
import { resetConfirmPage, resetPage, resetSentPage } from './views/reset.ts'
import { revokeOthersPage, revokePage, sessionsPage } from './views/sessions.ts'
import { resendPage, sentPage, verifyPage } from './views/verify.ts'

/** A page that is shown, and that takes what its form sends. */
function both<P>(view: View<P>): { readonly get: View<P>; readonly post: View<P> } {
  return { get: guarded(view), post: guarded(view) }
}

/** The same, taking no more than so many forms an hour from one address: what makes mails or accounts. */
function seldom<P>(view: View<P>, name: string): { readonly get: View<P>; readonly post: View<P> } {
  const limit = { limit: '30/hour', name: `accounts:${name}`, headers: false } as const
  return { get: guarded(view), post: rateLimited(guarded(view), limit) }
}

/** The pages of accounts, for `include`: `path('account/', include(accountUrls, { namespace: 'accounts' }))`. */
export const accountUrls: readonly UrlEntry[] = [
  path('', { get: guarded(requireAccount(homePage)) }, { name: 'home' }),
  path('login/', both(loginPage), { name: 'login' }),
  path('logout/', { post: guarded(logoutPage) }, { name: 'logout' }),
  path('register/', seldom(registerPage, 'register'), { name: 'register' }),
  path('sent/', { get: guarded(sentPage) }, { name: 'sent' }),
  path('resend/', { post: seldom(resendPage, 'resend').post }, { name: 'resend' }),
  path('verify/<str:token>/', both(verifyPage), { name: 'verify' }),
  path('email/', both(requireRecentLogin(emailPage)), { name: 'email' }),
  path('password/', both(requireAccount(passwordPage)), { name: 'password' }),
  path('reset/', seldom(resetPage, 'reset'), { name: 'reset' }),
  path('reset/sent/', { get: guarded(resetSentPage) }, { name: 'resetSent' }),
  path('reset/<str:uid>/<str:token>/', both(resetConfirmPage), { name: 'resetConfirm' }),
  path('reauthenticate/', both(requireAccount(reauthenticatePage)), { name: 'reauthenticate' }),
  path('profile/', both(requireAccount(profilePage)), { name: 'profile' }),
  path('sessions/', { get: guarded(requireAccount(sessionsPage)) }, { name: 'sessions' }),
  path('sessions/end/', { post: guarded(requireAccount(revokeOthersPage)) }, { name: 'revokeOthers' }),
  path('sessions/<int:id>/end/', { post: guarded(requireAccount(revokePage)) }, { name: 'revoke' }),
  path('delete/', both(requireRecentLogin(deletePage)), { name: 'delete' }),
]
