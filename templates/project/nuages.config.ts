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
  // To speak more languages, name them here and run `npx nuages makemessages --locale de`.
  languages: ['en'],
})
