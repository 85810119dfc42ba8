import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { type Database, openDatabase } from '../../../data/drivers/index.ts'
import type { DatabaseValue } from '../../../data/query/index.ts'
import { type DatabaseCopy, isGone, keptDays, randomPart, type TemplateRequest } from './copies.ts'
import { mariadb } from './mariadb.ts'
import { postgres } from './postgres.ts'

/** What one kind of server does for templates and copies. Names are made here, of letters, digits and underscores. */
export interface TemplateServer {
  /** A database that every server has, from which others are made. */
  readonly home: string
  /** Waits until no other process makes or copies that template. The lock is of the connection. */
  lock(digest: string): string
  unlock(digest: string): string
  create(name: string): string
  drop(name: string): string
  /** Drops a database that a process left, unless somebody is connected to it. */
  dropUnused(database: Database, name: string): Promise<void>
  /** Writes a comment on a database. */
  comment(name: string, text: string): string
  /** Names and comments of the databases whose names begin so. */
  readonly list: string
  /** Makes `copy` from the template `from`; false where it cannot be copied whole. */
  copy(database: Database, from: string, copy: string, urlOf: (name: string) => string): Promise<boolean>
}

const servers = { postgres, mysql: mariadb }
const templates = 'nuages_template_'
const copies = `nuages_copy_${createHash('sha256').update(hostname()).digest('hex').slice(0, 8)}_`
const ready = 'ready, used '

/**
 * A copy of a template on a server: `url` says where, its database may or may not be there. All is done under a lock of the server, so that processes
 * of several machines may share it.
 */
export async function copyOnServer(
  kind: keyof typeof servers,
  url: string,
  { digest, fill }: TemplateRequest,
): Promise<DatabaseCopy> {
  const server = servers[kind]
  const urlOf = (name: string) => withDatabase(url, name)
  const template = `${templates}${digest}`
  const copy = `${copies}${process.pid}_${randomPart()}`
  const home = await openDatabase(withDatabase(url, server.home), { name: 'tests' })
  try {
    await home.session(async () => {
      await write(home, server.lock(digest))
      try {
        const known = await list(home, server)
        await sweep(home, server, known, template)
        const today = `${ready}${new Date().toISOString().slice(0, 10)}`
        const found = known.get(template)
        if (found?.startsWith(ready) !== true) {
          if (found !== undefined) await write(home, server.drop(template))
          await write(home, server.create(template))
          await fill(urlOf(template))
        }
        if (found !== today) await write(home, server.comment(template, today))
        if (await server.copy(home, template, copy, urlOf)) return
        await write(home, server.create(copy))
        await fill(urlOf(copy))
      } finally {
        await write(home, server.unlock(digest))
      }
    })
  } finally {
    await home.close()
  }
  return { url: urlOf(copy), drop: () => dropCopy(server, url, copy) }
}

async function dropCopy(server: TemplateServer, url: string, name: string): Promise<void> {
  const home = await openDatabase(withDatabase(url, server.home), { name: 'tests' })
  try {
    await write(home, server.drop(name))
  } finally {
    await home.close()
  }
}

async function list(home: Database, { list: text }: TemplateServer): Promise<ReadonlyMap<string, string>> {
  const rows = await home.all({ text, writes: false, wide: false }, [])
  return new Map(rows.map(([name, comment]) => [String(name), String(comment ?? '')]))
}

/** Drops copies that processes of this machine left which have crashed, and templates that nobody has used for long. */
async function sweep(
  home: Database,
  server: TemplateServer,
  known: ReadonlyMap<string, string>,
  wanted: string,
): Promise<void> {
  const since = new Date(Date.now() - keptDays * 86_400_000).toISOString().slice(0, 10)
  for (const [name, comment] of known) {
    const pid = name.startsWith(copies) ? Number.parseInt(name.slice(copies.length), 10) : null
    const old = name.startsWith(templates) && comment.startsWith(ready) && comment.slice(ready.length) < since
    if (pid === null ? old && name !== wanted : pid !== process.pid && isGone(pid)) await server.dropUnused(home, name)
  }
}

/** The same server and options with another database. */
function withDatabase(url: string, name: string): string {
  const address = new URL(url)
  address.pathname = `/${name}`
  return address.href
}

/** Sends a statement by itself. */
export async function write(database: Database, text: string, ...values: DatabaseValue[]): Promise<void> {
  await database.run({ text, writes: true, wide: false }, values)
}
