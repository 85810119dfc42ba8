import { createMissingTables, migrate } from 'nuages/migrations'
import { connect, field, Model } from 'nuages/orm'
import { defineSearch, searchApp, searchable } from 'nuages/search'

class Author extends Model {
  name = field.char({ maxLength: 60 })
}

class Book extends Model {
  title = field.char({ maxLength: 120 })
  blurb = field.text()
  inPrint = field.boolean({ default: true })
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
}

const library = defineSearch('library', {
  book: searchable(Book, {
    rows: () => Book.filter({ inPrint: true }).selectRelated('author'),
    title: ({ title }) => title,
    text: ({ blurb, author }) => ({ B: author.name, C: blurb }),
    language: 'en',
  }),
  author: searchable(Author, { title: ({ name }) => name }),
})

const app = searchApp(library)
const own = { label: 'library', models: { Author, Book } }
const project = await connect(process.argv[2] ?? 'sqlite::memory:', {
  models: [own, { label: app.label, models: app.models }],
  events: library.events,
})
await migrate({ orm: project.orm, apps: [{ label: app.label, dir: app.dir }] })
await createMissingTables({ orm: project.orm, apps: [own] })

const jansson = await Author.create({ name: 'Tove Jansson' })
const perec = await Author.create({ name: 'Georges Pérec' })
await Book.create({ title: 'The Summer Book', blurb: 'A girl and her grandmother on an island.', author: jansson })
const sold = await Book.create({ title: 'Comet in Moominland', blurb: 'A comet nears the island.', author: jansson })
await Book.create({ title: 'Life: A User’s Manual', blurb: 'A house in Paris, <room> by room.', author: perec })

async function show(text: string): Promise<void> {
  const { items, total } = await library.find(text)
  console.log(`${text}: ${total}`)
  for (const found of items) {
    const marked = found.snippet.parts.map((part) => (part.found ? `*${part.text}*` : part.text)).join('')
    console.log(`  ${found.kind}: ${found.title}${marked === '' ? '' : ` | ${marked}`}`)
  }
}

await show('island')
await show('island -comet')
await show('perec')
await show('"room by room" OR grand*')

sold.inPrint = false
await sold.save()
await show('island')
await project.close()
