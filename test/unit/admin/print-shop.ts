import { admin, adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { authApp } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { field, Model, meta } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { html, include, path, render } from '../../../src/web/http/index.ts'

/** A model with files, for the tests of the admin. */
export class Cover extends Model {
  title = field.char({ maxLength: 50, unique: true })
  image = field.image({ uploadTo: 'covers', blank: true, maxWidth: 500 })
  paper = field.file({ uploadTo: 'papers', types: ['application/pdf'] })

  static meta = meta<Cover>()({ ordering: ['title'] })

  override toString(): string {
    return this.title
  }
}

const registrations = [admin(Cover, { listDisplay: ['title', 'image', 'paper'] })]
const print = defineApp({ label: 'print', models: { Cover }, admin: registrations })
export const printProject = defineProject({
  apps: [authApp, sessionsApp, adminApp, print],
  templates: { dirs: [new URL('templates', import.meta.url).pathname] },
  urls: [
    path('', () => html('<h1>Print</h1>')),
    path('covers/', async (request) => render(request, 'covers.html', { covers: Cover.all() })),
    path('admin/', include(adminUrls(adminSite({ title: 'Print' })))),
  ],
})
