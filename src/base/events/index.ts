export { callSite } from './call-site.ts'
export { codeOfSignal, endingSignals } from './ending-signals.ts'
export { type Operation, operation, type Surrounding } from './operation.ts'
export { type Topic, topic } from './topic.ts'
export {
  type CacheEvent,
  cacheReads,
  type FileChangeEvent,
  fileChanges,
  type MailEvent,
  mails,
  type QueryEvent,
  type QueryTopic,
  queries,
  type RenderedTemplate,
  type Rendering,
  renderedTemplates,
  renderings,
  type TaskAttempt,
  type TaskRunEvent,
  taskAttempts,
  taskRuns,
} from './topics.ts'
