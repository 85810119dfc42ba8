import { adminApp, adminSite, adminUrls } from 'nuages/admin'
import { include, path } from 'nuages/http'
import { defineProject } from 'nuages/project'
import { notes } from './notes/index.ts'

export default defineProject({
  apps: [notes, adminApp],
  urls: [
    path('admin/', include(adminUrls(adminSite({ title: '__TITLE__', apps: [notes] })), { namespace: 'admin' })),
    path('', include(notes.urls)),
  ],
  // More languages: name them here, then run `npx nuages makemessages --locale de` and translate the file that it writes.
  languages: ['en'],
})
