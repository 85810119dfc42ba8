import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { outbox } from 'nuages/mail'
import { runProjectTasks } from 'nuages/project'
import { dumps } from 'nuages/signing'
import { factory, type TestProject, testProject } from 'nuages/testing'
import { Issue, Subscriber } from '../../../examples/newsroom/newsletter/models.ts'
import { forget, makeIssue } from '../../../examples/newsroom/newsletter/tasks.ts'
import { Article } from '../../../examples/newsroom/newsroom/models.ts'

const day = 86_400_000

describe('the newsletter', () => {
  let site: TestProject
  before(async () => {
    site = await testProject(join(import.meta.dirname, '../../../examples/newsroom'))
    await site.run(async () => {
      const articles = factory(Article, {
        defaults: { status: 'live', headline: (n) => `Story <${n}>`, slug: (n) => `story-${n}` },
      })
      await articles.createMany(10, (index) => ({ publishedAt: new Date(Date.now() - (index + 1) * day) }))
    })
  })
  after(() => site.close())

  const mails = () => site.run(async () => outbox().mails)
  const empty = () => site.run(async () => outbox().clear())
  const path = (text: string): string => new URL(/http\S+/.exec(text)![0]).pathname

  test('an address is asked for in its language, confirmed by the button behind a link, and said once', async () => {
    await empty()
    const reader = site.newClient({ language: 'de' })
    const sent = await (await reader.get('/newsletter/'))
      .form('.comment-form')
      .fill({ email: 'Zoe@Example.org' })
      .submit()
    assert.equal(sent.status, 303)
    assert.match(await (await reader.get('/newsletter/')).text(), /role="status">Vielen Dank/)
    await run(site)
    const [told, ...more] = await mails()
    assert.equal(more.length, 0)
    assert.deepEqual(told!.envelope.to, ['zoe@example.org'])
    assert.match(told!.message.subject, /Bestätigen Sie/)
    const link = path(told!.message.text!)

    // A program that follows links confirms nothing.
    const shown = await reader.get(link)
    assert.match(await shown.text(), /zoe@example\.org/)
    assert.equal(await site.run(() => Subscriber.confirmed().count()), 0)
    await shown.form('.one-button').submit()
    assert.equal(await site.run(() => Subscriber.confirmed().count()), 1)
    assert.match(await (await reader.get('/newsletter/')).text(), /Am Freitag kommt die nächste Ausgabe/)
  })

  test('the form says the same of every address, pesters nobody, and wants an address', async () => {
    await empty()
    const answers = []
    for (const email of ['zoe@example.org', 'new@example.org', 'new@example.org']) {
      const visitor = site.newClient()
      const answer = await visitor.post('/newsletter/', { email })
      answers.push([answer.status, answer.headers.get('location'), await (await visitor.get('/newsletter/')).text()])
    }
    const text = (answer: unknown[]) => String(answer[2]).replaceAll(/value="\w{64}"/g, '')
    assert.deepEqual(new Set(answers.map(text)).size, 1)
    await run(site)
    assert.deepEqual(
      (await mails()).map(({ envelope }) => envelope.to),
      [['new@example.org']],
    )
    const wrong = await site.post('/newsletter/', { email: 'nowhere' })
    assert.equal(wrong.status, 422)
    assert.match(await wrong.text(), /Enter a valid email address/)
  })

  test('a link that is too old, changed, or made for leaving confirms nothing', async () => {
    const { id } = await site.run(() => Subscriber.get({ email: 'new@example.org' }))
    const token = (salt: string, age: number) =>
      site.run(async () => dumps(id, { salt, now: () => Date.now() - age * 3_600_000 }))
    const fresh = await token('newsletter.confirm', 71)
    for (const [each, status] of [
      [fresh, 200],
      [await token('newsletter.confirm', 73), 410],
      [await token('newsletter.leave', 0), 410],
      [`${fresh}x`, 410],
      ['nonsense', 410],
    ] as const)
      assert.equal((await site.get(`/newsletter/confirm/${each}/`)).status, status, each)
  })

  test('the week’s issue goes to those who confirmed, in batches, once, with a link to leave in its headers', async () => {
    await site.run(async () => {
      await Subscriber.bulkCreate(
        Array.from({ length: 120 }, (_, i) =>
          Subscriber.build({ email: `r${i}@example.org`, asked: new Date(), confirmed: new Date() }),
        ),
      )
      outbox().clear()
      await makeIssue.enqueue()
    })
    const { done, failed } = await runProjectTasks(site.project)
    // The issue, its cutting, two batches.
    assert.deepEqual([done, failed], [4, 0])
    const sent = await mails()
    assert.equal(sent.length, 121)
    assert.equal(new Set(sent.map(({ envelope }) => String(envelope.to))).size, 121)
    const issue = await site.run(() => Issue.get({}))
    assert.equal(issue.state, 'sent')
    const { message } = sent[0]!
    assert.match(message.text!, /http:\/\/127\.0\.0\.1:8000\/\S+\/story-\d+\//)
    assert.match(message.html!, /Story &lt;\d+&gt;/)
    assert.equal(message.html!.match(/<h2/g)!.length, 6, 'those of the last seven days')
    const headers = JSON.stringify(message.toJSON().headers)
    assert.match(headers, /List-Unsubscribe-Post.*One-Click/)

    // A second attempt at a batch finds nobody who has not got it.
    await site.run(async () => {
      issue.state = 'ready'
      await issue.save()
    })
    await runProjectTasks(site.project)
    assert.equal((await mails()).length, 121)
  })

  test('a reader leaves by a button, a mail program by one request without a token; both are forgotten', async () => {
    const leaving = async (email: string): Promise<string> => {
      const found = (await mails()).find(({ envelope }) => envelope.to[0] === email)
      return path(
        /leave\/\S+|http\S+leave\S+/.exec(found!.message.text!.slice(found!.message.text!.lastIndexOf('http')))![0],
      )
    }
    const strict = site.newClient({ enforceCsrf: true })
    const button = await leaving('r1@example.org')
    const shown = await strict.get(button)
    assert.match(await shown.text(), /r1@example\.org/)
    assert.equal((await shown.form('.one-button').submit()).status, 303)
    const program = await strict.post(await leaving('r2@example.org'), { 'List-Unsubscribe': 'One-Click' })
    assert.deepEqual([program.status, await program.text()], [200, 'Unsubscribed.'])
    assert.equal(
      await site.run(() => Subscriber.filter({ email__in: ['r1@example.org', 'r2@example.org'] }).count()),
      0,
    )
    assert.equal((await strict.get(button)).status, 410)
  })

  test('addresses that nobody confirmed are forgotten after a week', async () => {
    await site.run(async () => {
      await Subscriber.create({ email: 'old@example.org', asked: new Date(Date.now() - 8 * day) })
      await forget.enqueue()
    })
    await runProjectTasks(site.project)
    const left = await site.run(
      async () => await Subscriber.filter({ confirmed: null }).valuesList('email', { flat: true }),
    )
    assert.deepEqual(left, ['new@example.org'])
  })
})

const run = (site: TestProject) => runProjectTasks(site.project)
