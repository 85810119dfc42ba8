export { feedErrors } from './errors.ts'
export { feed } from './feed.ts'
export type {
  FeedAuthor,
  FeedEnclosure,
  FeedFormat,
  FeedItem,
  FeedItems,
  FeedOptions,
  FeedStylesheet,
  FeedText,
  FeedValue,
} from './types.ts'
