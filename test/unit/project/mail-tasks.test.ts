import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runPending, task, tasksService } from '../../../src/apps/tasks/index.ts'
import { currentScope, use } from '../../../src/base/context/index.ts'
import { atomic } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { testProject } from '../../../src/tools/testing/index.ts'
import { type MailOptions, mail, mailErrors, mayPassLater, outbox } from '../../../src/web/mail/index.ts'

const sendMail = task(
  'site.sendMail',
  async ({ options }: { options: MailOptions }) => (await mail(options).send({ now: true })).rejected,
  { retryIf: mayPassLater },
)

test('mails as jobs: with the transaction, or not at all', async () => {
  const definition = defineProject({
    apps: [defineApp({ label: 'site', tasks: { sendMail } })],
    mail: { deliver: (message) => sendMail.enqueue({ options: message.toJSON() }) },
  })
  const site = await testProject(definition)
  try {
    await site.run(async () => {
      const note = mail({
        to: 'Ida <ida@example.org>',
        bcc: 'b@example.org',
        subject: 'Note',
        html: '<img src="cid:dot">',
        inline: { dot: { content: Uint8Array.of(0, 255), contentType: 'image/gif' } },
      })
      await assert.rejects(
        atomic(async () => {
          await note.send()
          throw new RangeError('no')
        }),
        RangeError,
      )
      await runPending(use(tasksService), currentScope()!)
      assert.equal(outbox().length, 0)
      await atomic(async () => {
        assert.equal((await note.send()).queued, true)
      })
      assert.equal(outbox().length, 0)
      await runPending(use(tasksService), currentScope()!)
      assert.deepEqual(outbox().last?.message, note)
      assert.equal(outbox().length, 1)
    })
  } finally {
    await site.close()
  }
})

test('which errors are worth another attempt', () => {
  const facts = { location: 'smtp://x', reason: 'x', reply: 450 }
  assert.equal(mayPassLater(mailErrors.NOT_NOW({ ...facts, temporary: true })), true)
  assert.equal(mayPassLater(mailErrors.REFUSED({ ...facts, temporary: false })), false)
  const failed = (temporary: boolean) =>
    mailErrors.NOT_ALL_SENT({ failed: [{ index: 0, code: 'X', temporary }], total: 1 })
  assert.deepEqual([mayPassLater(failed(true)), mayPassLater(failed(false))], [true, false])
  assert.equal(mayPassLater(new RangeError('x')), false)
})
