export { originService } from './origin.ts'
export {
  currentScope,
  provide,
  type Scope,
  type Service,
  service,
  setProcessScope,
  tryUse,
  use,
} from './scope.ts'
export { type Wording, wording, wordingService } from './wording.ts'
export { Local, runApart, runInScope } from './work.ts'
