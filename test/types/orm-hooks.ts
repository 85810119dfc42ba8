/** Hooks, events and functions of rows. Nothing here is run. */
import { choiceLabel, hooks, nextBy, on, previousBy, subscribe } from 'nuages/orm'
import { Book } from './orm-models.ts'

declare const book: Book

hooks<Book>()({
  beforeSave(row, { adding, fields }) {
    row.title = adding ? row.title.trim() : (fields?.join() ?? '')
    // @ts-expect-error no such field
    row.titel
  },
  afterSave: (row, { created }) => created && row.author_id > 0,
  afterCommit: (_row, { change }) => change === 'deleted',
})
// @ts-expect-error no such event
hooks<Book>()({ beforeSaving() {} })
// @ts-expect-error a deletion creates nothing
hooks<Book>()({ afterDelete: (_row, { created }) => created })

const stop: () => void = subscribe(on(Book, 'afterSave', (row, event) => row.title.length + Number(event.created)))
stop()
on(Book, 'manyChanged', (_row, { action, keys }) => action === 'clear' && keys === null)
// @ts-expect-error no such event
on(Book, 'saved', () => {})
// @ts-expect-error the change of a commit is one of three words
on(Book, 'afterCommit', (_row, { change }) => change === 'saved')

const label: string = choiceLabel(book, 'status')
const next: Book = await nextBy(book, 'published', { status: 'live' })
const before: Book = await previousBy(book, 'published')

export { before, label, next }

// @ts-expect-error no such field
choiceLabel(book, 'stauts')
// @ts-expect-error no such field
nextBy(book, 'publishd')
// @ts-expect-error a wrong path among the lookups
nextBy(book, 'published', { author__nmae: 'x' })
