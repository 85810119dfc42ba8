export {
  defineErrors,
  describeError,
  type ErrorClass,
  type ErrorSpec,
  type ErrorTable,
  specs,
} from './define-errors.ts'
export { didYouMean, nearest } from './did-you-mean.ts'
export { fileReason } from './file-reason.ts'
export { type ErrorDetails, NuagesError } from './nuages-error.ts'
