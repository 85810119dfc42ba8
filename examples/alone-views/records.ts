import { createApp, path, type Renderer, redirect, rendererService, reverse } from 'nuages/http'
import { flashMessages, messages, messagesLibrary, messageTemplatesDir } from 'nuages/messages'
import { createMissingTables } from 'nuages/migrations'
import { connect, field, Model, meta, ormService } from 'nuages/orm'
import { Engine, memoryLoader, urlLibrary } from 'nuages/templates'
import { detailView, listView, paginationLibrary, redirectView, viewTemplatesDir } from 'nuages/views'

class Disc extends Model {
  title = field.char({ maxLength: 60 })
  slug = field.slug({ unique: true })
  year = field.positiveSmallInteger()

  static meta = meta<Disc>()({ ordering: ['year', 'title'] })
  override toString(): string {
    return `${this.title} (${this.year})`
  }
}

const { orm } = await connect('sqlite::memory:', { models: { Disc }, label: 'records' })
await createMissingTables({ orm, apps: [{ label: 'records' }] })
const titles = ['Dinah', 'Minor Swing', 'Nuages', 'Djangology', 'Swing 42', 'Belleville', 'Manoir de mes rêves']
await Disc.bulkCreate(titles.map((title, i) => ({ title, slug: `d${i}`, year: 1934 + (i % 3) * 4 })))

// What a project would wire by itself: an engine that knows the templates of the batteries.
const engine = new Engine({
  dirs: [viewTemplatesDir, messageTemplatesDir],
  loaders: [
    memoryLoader({
      'discs.html':
        '{% load messages pagination %}{% messages %}{% for disc in discs %}{% url "disc" disc.slug as to %}<a href="{{ to }}">{{ disc }}</a>\n{% endfor %}{% paginate page %}',
      'disc.html': '<h1>{{ object.title }}</h1>',
    }),
  ],
  libraries: { messages: messagesLibrary, pagination: paginationLibrary },
  builtins: [urlLibrary((name, params) => reverse(name, params))],
})

const renderer: Renderer = {
  render: (name, context, request) => engine.render(name, context, request),
}

const app = createApp({
  urls: [
    path('', listView(Disc, { paginateBy: 3, template: 'discs.html', name: 'discs' })),
    path('discs/<slug:slug>/', detailView(Disc, { by: 'slug', template: 'disc.html' }), { name: 'disc' }),
    path('lucky/', async (request) => {
      messages(request).info('You might like this one.')
      return redirect('/?page=2', { status: 303 })
    }),
    path('old/<slug:slug>/', redirectView({ name: 'disc', permanent: true })),
  ],
  middleware: [flashMessages({ storage: 'cookie', key: 'only for this example' })],
  scope: {
    services: new Map<symbol, unknown>([
      [ormService.id, orm],
      [rendererService.id, renderer],
    ]),
  },
})

const get = async (target: string, cookie = '') => {
  const response = await app.fetch(new Request(`http://localhost${target}`, { headers: { cookie } }))
  console.log(`\n${target}: ${response.status} ${response.headers.get('location') ?? ''}`)
  console.log((await response.text()).trim())
  return response.headers.getSetCookie().map((each) => each.split(';')[0])
}

await get('/')
const cookies = await get('/lucky/')
await get('/?page=2', cookies.join('; '))
await get('/?page=9')
await get('/discs/d2/')
await get('/old/d2/?from=list')
