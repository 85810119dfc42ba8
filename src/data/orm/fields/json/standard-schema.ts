import { ValidationError } from '../../../../base/schema/index.ts'
import { ormErrors } from '../../errors.ts'

/**
 * What validation libraries have in common (zod, valibot, arktype and others): https://standardschema.dev, version 1.
 */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}
type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }
interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

export function isStandardSchema(value: unknown): value is StandardSchema {
  const usable = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return usable && '~standard' in value
}

/**
 * The value as the schema gives it back. Throws a `ValidationError` with one issue for each of the schema's (code 'schema', the
 * path in `params`), `NUAGES_ORM_ASYNC_SCHEMA` where the schema does not answer at once.
 */
export function conform(schema: StandardSchema, value: unknown): unknown {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise || typeof (result as { then?: unknown }).then === 'function') {
    Promise.resolve(result).catch(() => {})
    throw ormErrors.ASYNC_SCHEMA({ vendor: schema['~standard'].vendor })
  }
  if (result.issues === undefined) return result.value
  throw new ValidationError(
    result.issues.map(({ message, path = [] }) => {
      const keys = path.map((step) => String(typeof step === 'object' ? step.key : step))
      const said = keys.length === 0 ? message : `${keys.join('.')}: ${message}`
      return { message: said, code: 'schema', params: { path: keys }, field: null }
    }),
  )
}
