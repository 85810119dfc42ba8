import { tryUse } from '../../base/context/index.ts'
import type { AppDefinition } from '../../base/settings/index.ts'
import { on } from '../../data/orm/index.ts'
import { admin } from '../admin/index.ts'
import { redirectCacheService } from './fallback.ts'
import { Redirect } from './models.ts'

const forget = () => tryUse(redirectCacheService)?.clear()

/** Redirects under Django's label and in its table. A project that has this app answers with them where it would say 404. */
export const redirectsApp: AppDefinition = Object.freeze({
  label: 'redirects',
  dir: import.meta.dirname,
  models: { Redirect },
  admin: [
    admin(Redirect, {
      icon: 'list',
      listDisplay: ['oldPath', 'newPath'],
      searchFields: ['oldPath', 'newPath'],
      fields: ['oldPath', 'newPath', 'site'],
    }),
  ],
  // Once more when it is committed: until then others read, and remember, what stood before.
  events: [on(Redirect, 'afterSave', forget), on(Redirect, 'afterDelete', forget), on(Redirect, 'afterCommit', forget)],
})
