import { accountsApp, accountUrls } from 'nuages/accounts'
import { adminApp, adminSite, adminUrls } from 'nuages/admin'
import { impersonationUrls } from 'nuages/auth'
import { flatpagesApp } from 'nuages/flatpages'
import { include, path } from 'nuages/http'
import { passkeysApp, passkeysUrls } from 'nuages/passkeys'
import { defineProject } from 'nuages/project'
import { redirectsApp } from 'nuages/redirects'
import { searchApp } from 'nuages/search'
import { secondFactorApp, secondFactorUrls } from 'nuages/second-factor'
import { tokensApp, tokensUrls } from 'nuages/tokens'
import { newsletter } from './newsletter/index.ts'
import { mailPreviews } from './newsletter/previews.ts'
import { deliver } from './newsletter/tasks.ts'
import { newsroom } from './newsroom/index.ts'
import { pictureTags } from './newsroom/pictures.ts'
import { siteSearch } from './newsroom/search.ts'
import { contentPolicy, masthead, notFoundPage } from './newsroom/site.ts'

const site = adminSite({ title: 'The Lantern’s newsroom' })

export default defineProject({
  apps: [
    newsroom,
    newsletter,
    adminApp,
    accountsApp,
    secondFactorApp,
    passkeysApp,
    tokensApp,
    flatpagesApp,
    redirectsApp,
    searchApp(siteSearch),
  ],
  urls: [
    path('admin/', include(adminUrls(site), { namespace: 'admin' })),
    path('account/', include(accountUrls, { namespace: 'accounts' })),
    path('account/two-step/', include(secondFactorUrls, { namespace: 'secondFactor' })),
    path('account/passkeys/', include(passkeysUrls, { namespace: 'passkeys' })),
    path('account/tokens/', include(tokensUrls, { namespace: 'tokens' })),
    path('impersonate/', include(impersonationUrls, { namespace: 'impersonation' })),
    path('newsletter/', include(newsletter.urls)),
    path('', include(newsroom.urls)),
  ],
  // Readers make accounts of their own; where links of mails lead is known once the paper has an address.
  accounts: { registration: 'open', verifyEmail: 'required' },
  ...(process.env['SITE_URL'] !== undefined && { siteUrl: process.env['SITE_URL'] }),
  secondFactor: { issuer: 'The Evenmouth Lantern' },
  passkeys: { rpName: 'The Evenmouth Lantern' },
  languages: ['en', 'de'],
  databases: { default: 'sqlite:newsroom.sqlite3' },
  // In this process; CACHE_URL=redis: for several.
  cache: 'memory:32mb',
  // Drawings are shown, not offered for saving: nobody uploads any, since image fields take none.
  files: { default: { location: './media', url: '/media/', inline: ['image/svg+xml'] } },
  mail: { from: 'The Evenmouth Lantern <post@lantern.example>', deliver, previews: mailPreviews },
  // Mail servers count what comes from one sender: ten batches of a hundred a minute.
  tasks: { queues: { newsletter: { concurrency: 1, rate: { limit: 10, per: 60_000 } } } },
  // Metrics for Prometheus and spans of OpenTelemetry cost nothing while nobody asks for them: TELEMETRY=on.
  ...(process.env['TELEMETRY'] === 'on' && { telemetry: { metrics: true, tracing: true } }),
  security: { csp: contentPolicy },
  middleware: [notFoundPage],
  templates: { libraries: { newsroom: pictureTags }, contextProcessors: [masthead] },
})
