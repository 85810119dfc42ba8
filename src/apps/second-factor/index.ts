export { type SecondFactorMethod, secondFactorMethodsService } from './methods.ts'
