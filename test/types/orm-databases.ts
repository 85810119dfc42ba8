import { atomic, connect, field, logQueries, Model, type Router } from '../../src/data/orm/index.ts'

class Note extends Model {
  text = field.text()
}

// ---- transactions ----------------------------------------------------------------------------------------------------

const count: number = await atomic(() => Note.all().count(), {
  using: 'replica',
  durable: true,
  isolation: 'repeatable read',
  readOnly: true,
  retry: 3,
  timeout: 500,
  signal: AbortSignal.timeout(1000),
})
count satisfies number
// @ts-expect-error there is no such level
await atomic(() => 1, { isolation: 'snapshot' })
// @ts-expect-error foreign keys are suspended by migrations alone
await atomic(() => 1, { foreignKeys: false })
// @ts-expect-error a word that nobody reads
await atomic(() => 1, { retries: 3 })

// ---- limits ----------------------------------------------------------------------------------------------------------

const notes = await Note.filter({ text: 'x' }).within({ timeout: 100, signal: new AbortController().signal })
notes[0]?.text satisfies string | undefined
// @ts-expect-error a time is a number of milliseconds
Note.all().within({ timeout: '1s' })
// @ts-expect-error the kind of rows stays
notes[0]?.title

// ---- several databases -----------------------------------------------------------------------------------------------

const router: Router = {
  read: ({ app, name, label }) => (app === 'news' && name === 'Note' && label === 'news.note' ? 'replica' : undefined),
  write: (_, from) => from ?? undefined,
  migrate: (database) => database === 'default',
}
await connect({ default: 'sqlite::memory:', replica: 'sqlite::memory:' }, { models: { Note }, router })
// @ts-expect-error one of them is the default
await connect({ replica: 'sqlite::memory:' }, { models: { Note } })
// @ts-expect-error a router gives names, not promises of them
export const waiting: Router = { read: async () => 'replica' }

const stop: () => void = logQueries({ slowerThan: 200 })
stop()
