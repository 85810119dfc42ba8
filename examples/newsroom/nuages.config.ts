import { adminApp, adminSite, adminUrls } from 'nuages/admin'
import { include, path } from 'nuages/http'
import { defineProject } from 'nuages/project'
import { newsroom } from './newsroom/index.ts'
import { contentPolicy, masthead, notFoundPage } from './newsroom/site.ts'
import { newsroomTags } from './newsroom/template-tags.ts'

const site = adminSite({ title: 'The Lantern’s newsroom' })

export default defineProject({
  apps: [newsroom, adminApp],
  urls: [path('admin/', include(adminUrls(site), { namespace: 'admin' })), path('', include(newsroom.urls))],
  languages: ['en', 'de'],
  databases: { default: 'sqlite:newsroom.sqlite3' },
  security: { csp: contentPolicy },
  middleware: [notFoundPage],
  templates: { libraries: { newsroom: newsroomTags }, contextProcessors: [masthead] },
})
