import { after, type TestContext, type TestOptions, test } from 'node:test'
import { runInScope, tryUse } from '../../base/context/index.ts'
import type { Database } from '../../data/drivers/index.ts'
import { MemoryStorage, storagesService } from '../../data/files/index.ts'
import { outbox } from '../../web/mail/index.ts'
import type { ProjectDefinition } from '../project/index.ts'
import { continueCounting } from './factories/counters.ts'
import { rolledBack } from './roll-back.ts'
import { copiedProject, siteForTest, type TestProject, type TestProjectOptions } from './test-project.ts'

/** A test with a project: `t` is that of node:test, `site` the project with a visitor of the test's own. */
export type DatabaseTestWork = (t: TestContext, site: TestProject) => void | Promise<void>

/** Declares a test as `test` of node:test does. */
export interface DatabaseTest {
  (name: string, work: DatabaseTestWork): Promise<void>
  (name: string, options: TestOptions, work: DatabaseTestWork): Promise<void>
  skip(name: string, work: DatabaseTestWork): Promise<void>
  only(name: string, work: DatabaseTestWork): Promise<void>
  todo(name: string, work: DatabaseTestWork): Promise<void>
}

export interface DatabaseTestsOptions extends TestProjectOptions {
  /** Rows that every test finds: runs once, before the first, and is not rolled back. Django's `setUpTestData`. */
  readonly setup?: (site: TestProject) => void | Promise<void>
}

/** What a file declares its tests with. */
export interface DatabaseTests {
  /** A test in a transaction that is rolled back at its end. */
  readonly dbTest: DatabaseTest
  /** A test on databases of its own, where commits are commits; they are dropped at its end. */
  readonly transactionTest: DatabaseTest
}

/**
 * Tests of a project on a database of this process's own: a copy of a template to which all migrations were applied once, whatever number of files
 * and processes use it. `dbTest` undoes what each test wrote. Takes a definition, or a folder in or under that of
 * `nuages.config.ts`; `databases` are URLs of servers on which the copies are made (SQLite by default, or `NUAGES_TEST_DATABASE_URL`).
 * Semantics: Django's `TestCase` and `TransactionTestCase`.
 */
export function databaseTests(what: ProjectDefinition | string, options: DatabaseTestsOptions = {}): DatabaseTests {
  const open = async (): Promise<TestProject> => {
    const site = await copiedProject(what, options)
    try {
      if (options.setup !== undefined) await site.run(() => options.setup!(site))
      return site
    } catch (error) {
      await site.close()
      throw error
    }
  }
  let shared: Promise<TestProject> | null = null
  after(async () => {
    await (await shared?.catch(() => null))?.close()
  })
  return {
    dbTest: declaring(async (t, work) => {
      const site = siteForTest(await (shared ??= open()))
      const databases = writable(site.project.orm.databases)
      await inOwnScope(site, () => keepingFiles(() => rolledBack(databases, async () => work(t, site))))
    }),
    transactionTest: declaring(async (t, work) => {
      await using site = await open()
      await inOwnScope(site, async () => work(t, site))
    }),
  }
}

/** A scope of the test's own: what is kept by scope, such as the counters of factories, begins anew. */
function inOwnScope({ project }: TestProject, work: () => Promise<void>): Promise<void> {
  const scope = { services: new Map(project.scope.services) }
  continueCounting(project.scope, scope)
  return runInScope(scope, () => {
    outbox().clear()
    return work()
  })
}

/** Does `work`, and puts the files back that were there before: rows that are rolled back name them still. */
async function keepingFiles(work: () => Promise<void>): Promise<void> {
  const places = [...(tryUse(storagesService)?.values() ?? [])].filter((each) => each instanceof MemoryStorage)
  const restore = places.map((each) => each.snapshot())
  try {
    await work()
  } finally {
    for (const each of restore) each()
  }
}

/** Each database once, whatever number of names it has. */
const writable = (databases: Readonly<Record<string, Database>>) => [...new Set(Object.values(databases))]

function declaring(run: (t: TestContext, work: DatabaseTestWork) => Promise<void>): DatabaseTest {
  const body = (work: DatabaseTestWork) => (t: TestContext) => run(t, work)
  const declare = (name: string, ...rest: [DatabaseTestWork] | [TestOptions, DatabaseTestWork]) =>
    rest.length === 1 ? test(name, body(rest[0])) : test(name, rest[0], body(rest[1]))
  return Object.assign(declare, {
    skip: (name: string, work: DatabaseTestWork) => test.skip(name, body(work)),
    only: (name: string, work: DatabaseTestWork) => test.only(name, body(work)),
    todo: (name: string, work: DatabaseTestWork) => test.todo(name, body(work)),
  })
}
