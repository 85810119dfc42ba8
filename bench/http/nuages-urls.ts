import { setTimeout as sleep } from 'node:timers/promises'
import { EventHub, events, json, path, text, type UrlEntry } from '../../src/web/http/index.ts'
import { otherRoutes, type Settings } from './contestants/contestant.ts'

/** What nuages answers in all comparisons. */
export function urls({ others, hub }: Settings): UrlEntry[] {
  const told = new EventHub()
  hub.listen((data) => told.publish({ data }))
  return [
    ...otherRoutes(others).map(({ area, leaf }) => path(`${area}/<int:id>/${leaf}/`, () => text(leaf))),
    path('plaintext/', () => text('Hello, World!')),
    path('json/', () => json({ message: 'Hello, World!' })),
    path('books/<int:id>/', (_, { id }) => json({ id })),
    path('form/', async (request) => {
      const form = await request.form()
      return json({ name: form.get('name'), email: form.get('email') })
    }),
    path('upload/', async (request) => {
      const form = await request.form()
      return json({ size: form.files.get('file')!.size })
    }),
    path('wait/', async () => {
      await sleep(1000)
      return text('waited')
    }),
    path('events/', (request) => events(request, (last, signal) => told.subscribe(last, signal))),
  ]
}
