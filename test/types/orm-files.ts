/** Files of rows. Nothing here is run. */
import { field, Model, newFile, type StoredFile } from 'nuages/orm'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const proves = <_ extends true>(): void => {}

class Owner extends Model {
  name = field.char({ maxLength: 10 })
  needed = field.file({ uploadTo: 'a' })
  image = field.image({ blank: true, uploadTo: (row: Owner, name) => `${row.name}/${name}`, widthField: 'width' })
  maybe = field.file({ null: true })
  width = field.integer({ null: true })
}

const file = new File(['x'], 'x.txt')
const owner = await Owner.create({ name: 'a', needed: file })
await Owner.create({ name: 'a', needed: 'a/x.txt', image: new Blob(), maybe: null })
await Owner.create({ name: 'a', needed: owner.needed, image: owner.image })
await Owner.bulkCreate([{ name: 'a', needed: file }])
// @ts-expect-error the file is needed
await Owner.create({ name: 'a' })
// @ts-expect-error a number is no file
await Owner.create({ name: 'a', needed: 1 })
// @ts-expect-error null is nothing for a column that is not null
await Owner.create({ name: 'a', needed: null })

const needed: StoredFile = owner.needed
proves<Same<ReturnType<typeof needed.url>, string>>()
if (owner.image) {
  const image: StoredFile = owner.image
  await image.thumbnail({ width: 10, fit: 'cover' })
  // @ts-expect-error there is no such way to fit
  await image.thumbnail({ width: 10, fit: 'large' })
}
// @ts-expect-error there may be no file
owner.image.url()
// @ts-expect-error there may be no file
owner.maybe.url()
proves<Same<typeof owner.maybe extends StoredFile | null ? true : false, true>>()
const unset: boolean = owner.image !== ''
void unset

owner.needed = newFile(file)
owner.image = newFile(new Blob(), 'a.png')
owner.image = ''
owner.maybe = null
// @ts-expect-error a blob is made a file of the row by newFile
owner.needed = new Blob()

Owner.filter({ needed: 'a', image__startswith: 'a', maybe__in: ['a', 'b'], maybe__isnull: true })
// @ts-expect-error names are texts
Owner.filter({ needed__startswith: 1 })
// @ts-expect-error no file is found by what it is not
Owner.filter({ needed__hour: 1 })
await Owner.all().update({ image: 'a.png' })

// @ts-expect-error a size is a number of bytes
field.file({ maxSize: '1 MB' })
// @ts-expect-error files have no width
field.file({ widthField: 'width' })
