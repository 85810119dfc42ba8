/** Rows of any model. Nothing here is run. */
import { type Author, Book, type Country, Mark, Sticker, Wall } from './orm-models.ts'

declare const book: Book
declare const country: Country

// A row fills the two fields that name it; without one they are asked for.
await Sticker.create({ name: 'x', on: book })
await Sticker.create({ name: 'x', kind: 1, key: 2 })
await Mark.create({ on: country })
// @ts-expect-error neither a row nor its two fields
await Sticker.create({ name: 'x' })
// @ts-expect-error no name
await Sticker.create({ on: book })
// @ts-expect-error stickers are put on authors and books
await Sticker.create({ name: 'x', on: country })
// @ts-expect-error a key says nothing of the model
await Sticker.create({ name: 'x', on: 3 })
// @ts-expect-error there is no stored key of its own
await Sticker.create({ name: 'x', on_id: 3 })

// What it names is one of its models, or nothing.
const sticker = await Sticker.get({ pk: 1 })
const found = await sticker.on?.load()
found satisfies Author | Book | null | undefined
if (found instanceof Book) found.pages satisfies number
sticker.on = book
sticker.on = null
const [loaded] = await Sticker.all().prefetchRelated('on')
loaded!.on satisfies Author | Book | null
const any = await (await Mark.get({ pk: 1 })).on?.load()
any?.toJSON() satisfies Record<string, unknown> | undefined

// The other side is a relation to many.
await Wall.filter({ marks__key: 3 })
// @ts-expect-error keys are numbers
await Wall.filter({ marks__key: 'x' })
const wall = await Wall.get({ pk: 1 })
for (const mark of await wall.marks.load()) mark.key satisfies number
await wall.marks.add(await Mark.get({ pk: 1 }))
