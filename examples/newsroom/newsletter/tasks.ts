/**
 * What happens behind the pages. `nuages worker` runs it (`npm start` and `nuages dev` do so themselves): an issue becomes batches of
 * subscribers, a batch becomes mails.
 */
import { NuagesError } from 'nuages/errors'
import { createLogger } from 'nuages/log'
import { type Deliver, type MailFailure, type MailOptions, mail, mayPassLater, sendMany } from 'nuages/mail'
import { on } from 'nuages/orm'
import { schedule, task } from 'nuages/tasks'
import { Article } from '../newsroom/models.ts'
import { issueMail } from './mails.ts'
import { Issue, Subscriber } from './models.ts'

const day = 86_400_000
const batchSize = 100

/** Every other mail of the site, such as the one that asks for a confirmation: sent by a job, which is committed with the row. */
export const sendMail = task(
  'newsletter.sendMail',
  async ({ options }: { options: MailOptions }) => (await mail(options).send({ now: true })).rejected,
  { retries: 8, retryIf: mayPassLater },
)

export const deliver: Deliver = (message) => sendMail.enqueue({ options: message.toJSON() })

/** Makes the week's issue and has it sent; none where nothing was published. */
export const makeIssue = task(
  'newsletter.makeIssue',
  async () => {
    const stories = await Article.live()
      .filter({ publishedAt__gte: new Date(Date.now() - 7 * day) })
      .orderBy('-publishedAt', '-id')
      .slice(0, 8)
    const [lead] = stories
    if (lead === undefined) return null
    const issue = await Issue.create({ subject: lead.headline.slice(0, 120) })
    await issue.stories.add(...stories)
    issue.state = 'ready'
    await issue.save()
    return issue.id
  },
  { transaction: true },
)

/** Cuts the readers of an issue into batches. In one transaction with the issue's state, so that it happens once. */
export const sendIssue = task(
  'newsletter.sendIssue',
  async ({ issueId }: { issueId: number }) => {
    const issue = await Issue.get({ id: issueId })
    if (issue.state !== 'ready') return 0
    if (!(await issue.stories.exists()))
      await issue.stories.add(...(await Article.live().orderBy('-publishedAt', '-id').slice(0, 8)))
    const ids = await Subscriber.confirmed().orderBy('id').valuesList('id', { flat: true })
    const batches = Array.from({ length: Math.ceil(ids.length / batchSize) }, (_, i) => ({
      issueId,
      subscriberIds: ids.slice(i * batchSize, (i + 1) * batchSize),
    }))
    if (batches.length > 0) await sendBatch.enqueueMany(batches)
    issue.state = 'sent'
    await issue.save()
    return ids.length
  },
  { transaction: true },
)

/**
 * Sends an issue to some of its readers, by one connection. Who has got it is marked, so that another attempt, after a mail server that was
 * away or a process that was killed, goes to the others.
 */
export const sendBatch = task(
  'newsletter.sendBatch',
  async ({ issueId, subscriberIds }: { issueId: number; subscriberIds: number[] }, { progress }) => {
    const issue = await Issue.get({ id: issueId })
    const stories = await issue.stories
      .filter({ status: 'live' })
      .selectRelated('section')
      .orderBy('-publishedAt', '-id')
    // Who has got a later issue already does not get this one any more.
    const readers = (await Subscriber.confirmed().filter({ id__in: subscriberIds })).filter(
      ({ lastIssue }) => (lastIssue?.pk ?? 0) < issueId,
    )
    const mails = await Promise.all(readers.map((reader) => issueMail(issue, stories, reader)))
    const { failed, error } = await sent(() => sendMany(mails, { now: true }))
    // Addresses that are refused for good are not tried again, and stay for somebody to look at.
    const later = new Set(failed.filter(({ temporary }) => temporary).map(({ index }) => index))
    const done = readers.filter((_, index) => !later.has(index)).map(({ id }) => id)
    await Subscriber.filter({ id__in: done }).update({ lastIssue: issueId })
    if (failed.length > 0)
      createLogger({ name: 'newsletter' }).warn('Some readers did not get an issue', { issueId, failed: failed.length })
    progress({ sent: readers.length - failed.length, failed: failed.length })
    if (later.size > 0) throw error
    return { sent: readers.length - failed.length, refused: failed.length }
  },
  { queue: 'newsletter', retries: 8, retryIf: mayPassLater },
)

/** Which of several mails failed, if any, and the error that says so. */
async function sent(work: () => Promise<unknown>): Promise<{ failed: readonly MailFailure[]; error?: NuagesError }> {
  try {
    await work()
    return { failed: [] }
  } catch (error) {
    if (!(error instanceof NuagesError && error.code === 'NUAGES_MAIL_NOT_ALL_SENT')) throw error
    return { failed: (error.data as { failed: readonly MailFailure[] }).failed, error }
  }
}

/** Whoever saves an issue as ready, in the admin or in `makeIssue`, has it sent: row and job are committed together. */
export const whenReady = on(Issue, 'afterSave', async (issue) => {
  if (issue.state === 'ready') await sendIssue.enqueue({ issueId: issue.id })
})

/** Addresses that nobody confirmed within a week are forgotten. */
export const forget = task('newsletter.forget', async () => {
  const [count] = await Subscriber.filter({ confirmed: null, asked__lt: new Date(Date.now() - 7 * day) }).delete()
  return count
})

export const everyFriday = schedule('newsletter.everyFriday', '0 7 * * 5', makeIssue)
export const everyNight = schedule('newsletter.everyNight', '30 3 * * *', forget)
