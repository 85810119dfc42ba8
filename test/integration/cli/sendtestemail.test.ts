import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { scratchProject } from '../../support/scratch-project.ts'
import { smtpHost } from '../../support/smtp.ts'

const site = await scratchProject()
after(() => site.remove())

test('sendtestemail sends a mail, and says what became of it', async () => {
  const host = await smtpHost({
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith('no') ? Object.assign(new Error('no'), { responseCode: 550 }) : null),
  })
  try {
    const env = { MAIL_URL: `smtp://127.0.0.1:${host.port}` }
    const sent = await site.run(['sendtestemail', 'ida@example.org', 'b@example.org'], env)
    assert.equal(sent.code, 0, sent.err)
    assert.match(
      sent.out,
      new RegExp(`^Sent to ida@example\\.org, b@example\\.org through smtp://127\\.0\\.0\\.1:${host.port}\\.$`, 'm'),
    )
    assert.deepEqual(host.arrived[0]?.to, ['ida@example.org', 'b@example.org'])
    const partly = await site.run(['sendtestemail', 'ida@example.org', 'no@example.org'], env)
    assert.equal(partly.code, 1)
    assert.match(partly.err, /refused no@example\.org/)
    const none = await site.run(['sendtestemail', 'no@example.org'], env)
    assert.equal(none.code, 1)
    assert.match(none.err, /NUAGES_MAIL_REFUSED/)
    const admins = await site.run(['sendtestemail', '--admins'], env)
    assert.equal(admins.code, 1)
    assert.match(admins.err, /no address was given/)
    assert.equal((await site.run(['sendtestemail', 'no address'], env)).code, 1)
  } finally {
    await host.close()
  }
})
