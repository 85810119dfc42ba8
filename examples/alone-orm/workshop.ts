import { createMissingTables } from 'nuages/migrations'
import {
  atomic,
  Case,
  Count,
  connect,
  Exists,
  F,
  field,
  Model,
  meta,
  OuterRef,
  Rank,
  Subquery,
  Sum,
  Value,
  When,
  Window,
} from 'nuages/orm'

/** A part of a bicycle, and what it is a part of. */
class Part extends Model {
  name = field.char({ maxLength: 40, unique: true })
  stock = field.positiveInteger({ default: 0 })
  whole = field.foreignKey(() => Part, { onDelete: 'cascade', null: true })
  parts = field.reverse(() => Part, 'whole')
  repairs = field.reverse(() => Repair, 'part')
}

class Repair extends Model {
  day = field.date()
  price = field.integer()
  part = field.foreignKey(() => Part, { onDelete: 'protect' })

  static meta = meta<Repair>()({ ordering: ['day', 'id'] })
}

const models = { Part, Repair }
const project = await connect(process.argv[2] ?? 'sqlite::memory:', { models, label: 'workshop' })
await createMissingTables({ orm: project.orm, apps: [{ label: 'workshop' }] })

await atomic(async () => {
  const bicycle = await Part.create({ name: 'bicycle' })
  const [wheel, brake] = await Part.bulkCreate([
    { name: 'wheel', whole: bicycle, stock: 2 },
    { name: 'brake', whole: bicycle },
  ])
  const [tyre] = await Part.bulkCreate([
    { name: 'tyre', whole: wheel!, stock: 6 },
    { name: 'spoke', whole: wheel!, stock: 80 },
  ])
  await Repair.bulkCreate([
    { day: '2026-03-02', price: 35, part: tyre! },
    { day: '2026-03-02', price: 18, part: brake! },
    { day: '2026-03-05', price: 30, part: tyre! },
    { day: '2026-03-09', price: 90, part: wheel! },
  ])
})

// A tree, in one query.
const tree = Part.filter({ name: 'bicycle' }).recurse('parts', { depth: 'depth' }).orderBy('depth', 'name')
for (const { name, depth } of await tree) console.log(`${'  '.repeat(depth)}${name}`)

// What was never repaired; how the stock stands; when each part was last on the table.
const repairs = Repair.filter({ part: OuterRef('pk') })
const parts = await Part.filter({ whole__isnull: false })
  .annotate({
    repaired: Exists(repairs),
    supply: Case(When({ stock: 0 }, Value('none')), When({ stock__lt: 5 }, Value('few')), { default: Value('enough') }),
    last: Subquery(repairs.orderBy('-day').values('day').slice(0, 1)),
  })
  .orderBy('name')
for (const { name, repaired, supply, last } of parts)
  console.log(`${name}: ${supply}, ${repaired ? `last on ${last}` : 'never repaired'}`)

// Groups, and the dearest repair of each part.
const earned = Part.annotate({ n: Count('repairs'), earned: Sum('repairs__price', { default: 0 }) }).filter({
  n__gt: 0,
})
for (const row of await earned.orderBy('-earned', 'name').values('name', 'n', 'earned')) console.log(row)
const dearest = Repair.annotate({ place: Window(Rank(), { partitionBy: 'part', orderBy: '-price' }) }).filter({
  place: 1,
})
for (const { part, price } of await dearest.selectRelated('part').orderBy('-price')) console.log(part.name, price)

// A running total, and pages that go on where the last one ended.
const total = Window(Sum('price'), { orderBy: [F('day').asc(), F('id').asc()] })
const journal = Repair.annotate({ total })
for (
  let page = await journal.cursorPage({ size: 3 });
  ;
  page = await journal.cursorPage({ size: 3, after: page.next })
) {
  console.log(page.rows.map((row) => `${row.day} ${row.total}`).join(', '))
  if (page.next === null) break
}
await project.close()
