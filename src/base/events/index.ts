export { callSite } from './call-site.ts'
export { type Topic, topic } from './topic.ts'
export {
  type FileChangeEvent,
  fileChanges,
  type QueryEvent,
  type QueryTopic,
  queries,
  type TaskRunEvent,
  taskRuns,
  type RenderedTemplate,
  renderedTemplates,
} from './topics.ts'
