export {
  currentScope,
  provide,
  runInScope,
  type Scope,
  type Service,
  service,
  setProcessScope,
  tryUse,
  use,
} from './scope.ts'
export { type Wording, wording, wordingService } from './wording.ts'
