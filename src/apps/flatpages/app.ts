import type { AppDefinition } from '../../base/settings/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'
import { admin } from '../admin/index.ts'
import { FlatPage, FlatPageSite } from './models.ts'

/** Flat pages under Django's label and in its tables. A project that has this app answers with them where it would say 404. */
export const flatpagesApp: AppDefinition = Object.freeze({
  label: 'flatpages',
  dir: import.meta.dirname,
  models: { FlatPage, FlatPageSite },
  admin: [
    admin(FlatPage, {
      icon: 'file',
      listDisplay: ['url', 'title'],
      listFilter: ['registrationRequired'],
      searchFields: ['url', 'title'],
      fieldsets: [
        { title: null, fields: ['url', 'title', 'content'] },
        { title: gettextLazy('Advanced'), fields: ['registrationRequired', 'templateName'], collapsed: true },
      ],
    }),
  ],
})
