import { adminApp, adminSite, adminUrls } from 'nuages/admin'
import { authApp } from 'nuages/auth'
import { include, path } from 'nuages/http'
import { defineProject } from 'nuages/project'
import { sessionsApp } from 'nuages/sessions'
import { newsroom } from './newsroom/index.ts'
import { masthead, notFoundPage } from './newsroom/site.ts'
import { newsroomTags } from './newsroom/template-tags.ts'

const site = adminSite({ title: 'The Lantern’s newsroom' })

export default defineProject({
  apps: [authApp, sessionsApp, adminApp, newsroom],
  urls: [path('admin/', include(adminUrls(site))), path('', include(newsroom.urls))],
  templates: { libraries: { newsroom: newsroomTags }, contextProcessors: [masthead] },
  middleware: [notFoundPage],
  databases: { default: 'sqlite:newsroom.sqlite3' },
})
