export type * from './model-info.ts'
