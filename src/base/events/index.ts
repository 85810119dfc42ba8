export { type Topic, topic } from './topic.ts'
export { type FileChangeEvent, fileChanges, type QueryEvent, queries } from './topics.ts'
