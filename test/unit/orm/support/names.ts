export { DoesNotExist, MultipleObjectsReturned, ProtectedError } from '../../../../src/data/orm/errors.ts'
export { Avg, Count, F, Max, Min, Sum } from '../../../../src/data/orm/runtime.ts'
