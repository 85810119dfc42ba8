import { createMissingTables } from 'nuages/migrations'
import { atomic, connect, field, Model } from 'nuages/orm'
import { connectTasks, countJobs, findJob, task } from 'nuages/tasks'

class Order extends Model {
  bread = field.char({ maxLength: 40 })
  baked = field.integer({ default: 0 })
}

/** Exactly once: the order and the mark that the job is done are written by one transaction. */
const bake = task(
  'bakery.bake',
  async ({ orderId }: { orderId: number }) => {
    const order = await Order.get({ id: orderId })
    order.baked += 1
    await order.save()
  },
  { transaction: true },
)

/** The oven is cold at first, so the first attempt fails. */
const heat = task(
  'bakery.heat',
  async ({ degrees }: { degrees: number }, { attempt, progress }) => {
    progress({ degrees: degrees / 2 })
    if (attempt === 1) throw new RangeError('the oven is cold')
    return `${degrees} °C after ${attempt} attempts`
  },
  { backoff: { delay: 20 } },
)

/** However often it is asked for, it waits once. */
const sweep = task('bakery.sweep', async () => {}, { unique: true })

const project = await connect(process.argv[2] ?? 'sqlite::memory:', { models: { Order }, label: 'bakery' })
await createMissingTables({ orm: project.orm, apps: [{ label: 'bakery' }] })
const queue = await connectTasks(project.database, { tasks: { bake, heat, sweep }, pollInterval: 50 })

// The order and its job are kept together, or neither is.
const order = await atomic(async () => {
  const made = await Order.create({ bread: 'rye' })
  await bake.enqueue({ orderId: made.id })
  return made
})
await atomic(async () => {
  await bake.enqueue({ orderId: (await Order.create({ bread: 'burnt' })).id })
  throw new RangeError('thrown away')
}).catch(() => {})

const { id } = await heat.enqueue({ degrees: 230 }, { priority: 10 })
const first = await sweep.enqueue()
const second = await sweep.enqueue()
console.log(`sweep: ${first.created}, ${second.created}, the same job: ${first.id === second.id}`)

const worker = await queue.work({ concurrency: 2 })
let heated = await findJob(id)
while (heated?.state !== 'done') {
  await new Promise((resolve) => setTimeout(resolve, 10))
  heated = await findJob(id)
}
await worker.idle()
await worker.stop(1000)

await order.refresh()
console.log(`heat: ${heated.result}`)
console.log(`bake: ${await Order.all().count()} order, baked ${order.baked} time`)
console.log(`done: ${(await countJobs())['default']?.done}`)
await queue.close()
await project.close()
