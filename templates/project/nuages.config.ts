import { accountsApp, accountUrls } from 'nuages/accounts'
import { adminApp, adminSite, adminUrls } from 'nuages/admin'
import { include, path } from 'nuages/http'
import { defineProject } from 'nuages/project'
import { strictPolicy } from 'nuages/security'
import { notes } from './notes/index.ts'

export default defineProject({
  apps: [notes, accountsApp, adminApp],
  urls: [
    path('admin/', include(adminUrls(adminSite({ title: '__TITLE__' })), { namespace: 'admin' })),
    path('account/', include(accountUrls, { namespace: 'accounts' })),
    path('', include(notes.urls)),
  ],
  // Pages load what this site itself serves, and nothing else; scripts and styles in pages need nonce="{{ csp_nonce }}".
  security: { csp: strictPolicy },
  // To speak more languages, name them here and run `npx nuages makemessages --locale de`.
  languages: ['en'],
})
