import { type Issue, issue, ValidationError } from '../../../base/schema/index.ts'
import { isEmptyValue, textOf } from '../data.ts'
import { formsErrors } from '../errors.ts'
import type { StandardIssue, StandardSchemaV1 } from '../standard-schema.ts'
import { TextInput } from '../widgets/text.ts'
import { type CleanContext, Input, type InputOptions } from './input.ts'

/**
 * An input whose values any Standard Schema judges, at once or with a promise. What its widget reads (text, or a list of texts) goes in,
 * the schema's output comes out; null where it is empty and need not be filled in.
 */
export class SchemaInput<T> extends Input<T> {
  override readonly type = 'schema'
  readonly #schema: StandardSchemaV1<unknown, T>

  constructor(schema: StandardSchemaV1<unknown, T>, options: InputOptions<T> = {}) {
    super(options, new TextInput())
    if (typeof schema?.['~standard']?.validate !== 'function') throw formsErrors.NO_SCHEMA()
    this.#schema = schema
  }

  toValue(raw: unknown): T | null {
    return isEmptyValue(raw) ? null : (raw as T)
  }

  override async clean(raw: unknown, context: CleanContext): Promise<T> {
    const given = this.toValue(raw)
    await this.validate(given, context)
    if (given === null) return super.clean(null, context)
    const result = await this.#schema['~standard'].validate(given)
    if (result.issues !== undefined) throw new ValidationError(result.issues.map((each) => this.#issueOf(each)))
    return super.clean(result.value, context)
  }

  /** The code is the schema library's own where its issues have one; where in the value it was found is `params.path`. */
  #issueOf(found: StandardIssue): Issue {
    const { code } = found as { code?: unknown }
    const own = typeof code === 'string' ? code : 'invalid'
    const path = (found.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.')
    const params = path === '' ? {} : { path }
    const message = this.messages[own]
    return message === undefined
      ? { message: found.message, code: own, params, field: null }
      : issue(String(message), own, params)
  }

  override hasChanged(initial: unknown, raw: unknown): boolean {
    if (this.disabled) return false
    const shown = (value: unknown) => (isEmptyValue(value) ? '' : textOf(value))
    return shown(initial) !== shown(raw)
  }
}
