export { type Collection, type CollectOptions, collectStatic } from './collect.ts'
export { staticErrors } from './errors.ts'
export type { HashedFile } from './hash.ts'
