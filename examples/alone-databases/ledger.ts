import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMissingTables } from 'nuages/migrations'
import { atomic, connect, F, field, Model, onCommit, type Router, Sum } from 'nuages/orm'

class Account extends Model {
  owner = field.char({ maxLength: 40, unique: true })
  balance = field.integer({ default: 0 })
}

class Entry extends Model {
  text = field.char({ maxLength: 80 })
}

/** Accounts are read by a second connection that cannot write; entries of the journal have a database of their own. */
const router: Router = {
  read: ({ name }) => (name === 'Entry' ? 'journal' : 'replica'),
  write: ({ name }) => (name === 'Entry' ? 'journal' : 'default'),
}

const folder = mkdtempSync(join(tmpdir(), 'ledger-'))
const file = join(folder, 'ledger.sqlite3')
const primary = process.argv[2] ?? `sqlite:${file}`
const replica = process.argv[2] ?? `sqlite:${file}?mode=ro`

// A replica has the tables of its primary: they are made there first.
const models = { Account, Entry }
const setup = await connect(primary, { models, label: 'ledger' })
await createMissingTables({ orm: setup.orm, apps: [{ label: 'ledger' }] })
await setup.close()

const urls = { default: primary, replica, journal: 'sqlite::memory:' }
const project = await connect(urls, { models, label: 'ledger', router })
await createMissingTables({ orm: project.orm, apps: [{ label: 'ledger' }], database: 'journal' })

/** Moves money, or nothing; tries again where another transaction got in the way. */
function transfer(from: string, to: string, amount: number): Promise<void> {
  return atomic(
    async () => {
      const source = await Account.get({ owner: from })
      if (source.balance < amount) throw new RangeError(`${from} has only ${source.balance}`)
      await Account.filter({ owner: from }).update({ balance: F('balance').minus(amount) })
      await Account.filter({ owner: to }).update({ balance: F('balance').plus(amount) })
      onCommit(async () => void (await Entry.create({ text: `${from} → ${to}: ${amount}` })))
    },
    { isolation: 'serializable', retry: 10 },
  )
}

await Account.bulkCreate([
  { owner: 'Ada', balance: 100 },
  { owner: 'Bob', balance: 50 },
  { owner: 'Cleo', balance: 0 },
])
const outcomes = await Promise.allSettled([
  transfer('Ada', 'Bob', 30),
  transfer('Bob', 'Cleo', 60),
  transfer('Cleo', 'Ada', 500),
  transfer('Ada', 'Cleo', 10),
])
for (const outcome of outcomes)
  if (outcome.status === 'rejected') console.log('refused:', (outcome.reason as Error).message)

for (const { owner, balance } of await Account.all().orderBy('owner')) console.log(`${owner}: ${balance}`)
for (const { text } of await Entry.all().orderBy('text')) console.log(text)

// One state of the accounts, whatever happens meanwhile, and not for ever.
const total = await atomic(
  () =>
    Account.all()
      .within({ timeout: 5000 })
      .aggregate({ sum: Sum('balance') }),
  {
    using: 'replica',
    readOnly: true,
  },
)
console.log('in all:', total.sum)

await project.close()
rmSync(folder, { recursive: true })
