import { path } from '../../web/http/index.ts'
import { addOptionsView, addView } from './views/add.ts'
import { confirmOptionsView, confirmPage, confirmView } from './views/confirm.ts'
import { listPage } from './views/list.ts'
import { loginOptionsView, loginView } from './views/login.ts'
import { removePage, removeView, renameView } from './views/manage.ts'

/** To be mounted as `path('account/passkeys/', include(passkeysUrls, { namespace: 'passkeys' }))`. What takes answers of passkeys takes JSON. */
export const passkeysUrls = [
  path('', { get: listPage }, { name: 'list' }),
  path('add/options/', { post: addOptionsView }, { name: 'addOptions' }),
  path('add/', { post: addView }, { name: 'add' }),
  path('login/options/', { post: loginOptionsView }, { name: 'loginOptions' }),
  path('login/', { post: loginView }, { name: 'login' }),
  path('confirm/options/', { post: confirmOptionsView }, { name: 'confirmOptions' }),
  path('confirm/', { get: confirmPage, post: confirmView }, { name: 'confirm' }),
  path('<int:id>/rename/', { post: renameView }, { name: 'rename' }),
  path('<int:id>/remove/', { get: removePage, post: removeView }, { name: 'remove' }),
] as const
