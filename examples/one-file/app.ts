import { adminApp, adminSite, adminUrls } from 'nuages/admin'
import { html, include, json, path } from 'nuages/http'
import { field, Model } from 'nuages/orm'
import { defineApp, defineProject, serve } from 'nuages/project'

export class Person extends Model {
  name = field.char({ maxLength: 50 })
  age = field.integer()
  sex = field.char({ maxLength: 10 })
  phone = field.char({ maxLength: 20 })

  override toString() {
    return this.name
  }
}

const people = defineApp({ label: 'people', models: { Person } })

const project = defineProject({
  apps: [people, adminApp],
  urls: [
    path('', async () => html(`<h1>${await Person.count()} people</h1><p><a href="/admin/">Add one</a></p>`)),
    path('people.json', async () => json(await Person.all().orderBy('name'))),
    path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' })),
  ],
})

await serve(project)
