export { type Issue, ValidationError, type Validator } from './validation.ts'
export type { Choice, RelationSchema, ValueFormat, ValueKind, ValueSchema } from './value-schema.ts'
