import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scratchMariadb } from '../../support/mariadb.ts'
import { code, openedWith, write } from '../../support/servers.ts'
import { skipWithout } from '../../support/services.ts'

const skip = await skipWithout('mariadb')

test('what is refused is named as it is called, whatever quotes its name holds', { skip }, async (t) => {
  const scratch = await scratchMariadb()
  t.after(scratch.drop)
  const database = await openedWith(t, scratch)
  const far = `"we""ird \`x's."`
  const column = `"a'b""c\`d)"`
  await database.script(`
    CREATE TABLE ${far} (id bigint PRIMARY KEY AUTO_INCREMENT, ${column} int, n int NOT NULL, "c\`k" int CHECK ("c\`k" > 0),
      CONSTRAINT "u'x"".\`y" UNIQUE (${column}, n), CONSTRAINT "ch\`e'ck""" CHECK (n > 0));
    CREATE TABLE "k\`id" (id bigint PRIMARY KEY, ${column} bigint, "nn\`t""" int NOT NULL,
      CONSTRAINT "fk\`n""" FOREIGN KEY (${column}) REFERENCES ${far} (id));
    INSERT INTO ${far} (${column}, n) VALUES (1, 1), (2, 1)`)
  const table = `we"ird \`x's.`
  const named = `a'b"c\`d)`
  const refused = (text: string, data: object) =>
    assert.rejects(write(database, text), (error: { data?: Record<string, unknown> }) => {
      const told = Object.fromEntries(Object.keys(data).map((name) => [name, error.data?.[name]]))
      assert.deepEqual(told, data, text)
      return true
    })
  const key = { kind: 'unique', table, constraint: `u'x".\`y`, columns: [named, 'n'] }
  await refused(`INSERT INTO ${far} (${column}, n) VALUES (1, 1)`, key)
  await refused(`UPDATE ${far} SET ${column} = 1`, key)
  await refused(`INSERT INTO ${far} (n) VALUES (0)`, { kind: 'check', table, constraint: `ch\`e'ck"`, columns: [] })
  await refused(`INSERT INTO ${far} (n, "c\`k") VALUES (1, 0)`, { kind: 'check', table, columns: ['c`k'] })
  await refused(`INSERT INTO "k\`id" VALUES (1, NULL, NULL)`, { kind: 'notNull', table: 'k`id', columns: ['nn`t"'] })
  await refused(`INSERT INTO "k\`id" VALUES (1, 9, 1)`, {
    kind: 'foreignKey',
    table: 'k`id',
    constraint: 'fk`n"',
    columns: [named],
    target: table,
  })
  // Keys that are not there any more when the server has refused to make them.
  await refused(`ALTER TABLE ${far} ADD UNIQUE INDEX "o'ne" (n DESC)`, { table, constraint: `o'ne`, columns: [] })
  await refused(`ALTER TABLE ${far} ADD UNIQUE INDEX "o'ne" ("n" DESC)`, { table, constraint: `o'ne`, columns: ['n'] })
  await refused(`CREATE UNIQUE INDEX "t wo" ON ${far} ("n")`, { table, constraint: 't wo', columns: ['n'] })
  await refused(`ALTER TABLE ${far} ADD COLUMN "q""" int NOT NULL DEFAULT 1 UNIQUE`, { table, columns: ['q"'] })
  await refused(`ALTER TABLE ${far} DROP PRIMARY KEY, MODIFY id bigint, ADD PRIMARY KEY ("n")`, {
    constraint: 'PRIMARY',
    columns: ['n'],
  })
})

test('a value that a setting does not take is not repeated', { skip }, async (t) => {
  const scratch = await scratchMariadb()
  t.after(scratch.drop)
  const database = await openedWith(t, scratch)
  for (const setting of ['sql_mode', 'time_zone'])
    await assert.rejects(write(database, `SET ${setting} = ?`, 'private'), {
      ...code('BAD_VALUE'),
      message: /^(?!.*private)/s,
    })
})
