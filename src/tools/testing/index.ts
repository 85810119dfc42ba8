export {
  assertContains,
  assertFormError,
  assertHtmlEqual,
  assertNotContains,
  assertRedirects,
  assertTemplateNotUsed,
  assertTemplateUsed,
  type ContainsOptions,
  type RedirectsOptions,
} from './assertions.ts'
export { Client, type ClientOptions, type ClientRequest, type FormValues, type RawBody } from './client.ts'
export { CookieJar, type CookieSetting } from './cookie-jar.ts'
export { assertNumQueries, type CountedQueries, collectQueries } from './count-queries.ts'
export {
  type DatabaseTest,
  type DatabaseTests,
  type DatabaseTestsOptions,
  type DatabaseTestWork,
  databaseTests,
} from './database-tests.ts'
export { factory } from './factories/factory.ts'
export type { Factory, FactoryOptions, FactoryValues } from './factories/types.ts'
export { type FrozenClock, freezeTime, frozenTime, type Moment, type Step } from './frozen-time.ts'
export { type LiveServer, type LiveServerOptions, liveServer } from './live-server.ts'
export { type CapturedOnCommit, type CaptureOptions, captureOnCommit } from './on-commit.ts'
export type { FillValue, PageForm, SubmitOptions } from './pages/page-form.ts'
export type { FileLike, Upload } from './pages/uploads.ts'
export { runTasks, tasksQueued } from './tasks.ts'
export { type ChangedSettings, type TestProject, type TestProjectOptions, testProject } from './test-project.ts'
export type { Redirect, TestResponse } from './test-response.ts'
