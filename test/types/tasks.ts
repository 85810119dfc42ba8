/** Promises of `nuages/tasks` to the compiler. */
import { type Enqueued, type PayloadSchema, type Task, task } from '../../src/apps/tasks/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'

const sendInvoice = task(
  'billing.sendInvoice',
  async ({ invoiceId, copy }: { invoiceId: number; copy?: boolean }, { id, attempt, signal, progress }) => {
    const texts: string[] = [id, attempt.toFixed()]
    signal.throwIfAborted()
    progress({ invoiceId, copy: copy ?? false, texts })
    return texts
  },
  { retries: 5, backoff: { delay: 10 }, timeout: null, unique: ({ invoiceId }) => String(invoiceId) },
)
const kept: Promise<Enqueued> = sendInvoice.enqueue({ invoiceId: 3 }, { delay: 5, priority: 1, key: 'k' })
const many: Promise<readonly Enqueued[]> = sendInvoice.enqueueMany([{ invoiceId: 3 }, { invoiceId: 4, copy: true }])
void [kept, many]
// @ts-expect-error: a payload of another type
sendInvoice.enqueue({ invoiceId: '3' })
// @ts-expect-error: a part is missing
sendInvoice.enqueue({ copy: true })
// @ts-expect-error: the payload is missing
sendInvoice.enqueue()
// @ts-expect-error: no such part
sendInvoice.enqueue({ invoiceId: 3, number: 4 })
// @ts-expect-error: no such option
sendInvoice.enqueue({ invoiceId: 3 }, { later: true })
// @ts-expect-error: one of many is wrong
sendInvoice.enqueueMany([{ invoiceId: 3 }, {}])

const cleanUp: Task<void> = task('shop.cleanUp', async () => {})
cleanUp.enqueue()
cleanUp.enqueue(undefined, { delay: 5 })
task('shop.none', () => {}).enqueue()

declare const schema: PayloadSchema<{ id: number; note?: string }, { id: number; note: string }>
const typed = task('shop.typed', async (payload) => payload.note.length, { payload: schema })
typed.enqueue({ id: 1 })
// @ts-expect-error: what the schema takes
typed.enqueue({ note: 'x' })
// @ts-expect-error: the handler wants what the schema does not give
task('shop.other', async (_: { other: boolean }) => {}, { payload: schema })
// @ts-expect-error: no such option
task('shop.retrys', async () => {}, { retrys: 5 })
// @ts-expect-error: a date is no JSON
task('shop.when', async (_, { progress }) => progress(new Date()))

defineProject({ apps: [], tasks: { queues: { mail: { concurrency: 1, rate: { limit: 5, per: 1000 } } } } })
// @ts-expect-error: no such option
defineProject({ apps: [], tasks: { engines: 'database:' } })
