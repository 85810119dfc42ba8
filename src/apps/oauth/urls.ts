import { path, type Route, type View } from '../../web/http/index.ts'
import { guarded } from '../accounts/index.ts'
import { again, link, start, startPage } from './views/begin.ts'
import { callback } from './views/callback.ts'
import { list, unlink } from './views/linked.ts'

const named = (view: View<{ readonly provider: string }>) => guarded(view)

/**
 * The pages: `path('account/linked/', include(oauthUrls, { namespace: 'oauth' }))`. With a provider is registered what is then
 * `https://<host>/account/linked/callback/<provider>/`.
 */
export const oauthUrls: readonly Route[] = [
  path('', { get: guarded(list) }, { name: 'list' }),
  path('start/<slug:provider>/', { get: named(startPage), post: named(start) }, { name: 'start' }),
  path('callback/<slug:provider>/', { get: named(callback) }, { name: 'callback' }),
  path('link/<slug:provider>/', { post: named(link) }, { name: 'link' }),
  path('again/<slug:provider>/', { post: named(again) }, { name: 'again' }),
  path('unlink/<int:id>/', { post: guarded(unlink) }, { name: 'unlink' }),
]
