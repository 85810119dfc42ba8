import {
  gettextNoop,
  type Issue,
  issue,
  type Label,
  ValidationError,
  type Validator,
} from '../../../base/schema/index.ts'
import { isEmptyValue } from '../data.ts'
import { valueSettings } from '../renderer.ts'
import { type WidgetName, widgetNamed } from '../widgets/functions.ts'
import { HiddenInput } from '../widgets/text.ts'
import type { Attributes, Widget, WidgetChoice } from '../widgets/widget.ts'

/** What an input may know of the form that it belongs to while it cleans a value. */
export interface CleanContext {
  /** IANA name of the zone in which people type dates with times. */
  readonly timezone: string
  /** The value that the form began with. */
  readonly initial: unknown
  /** The values of the fields before this one. */
  readonly cleaned: Readonly<Record<string, unknown>>
}

/** Options that every input takes. */
export interface InputOptions<T> {
  /** Must be filled in. Default true. */
  readonly required?: boolean
  /** Default: the property's name in words, 'Published at'. */
  readonly label?: Label
  readonly help?: Label
  /** The value to begin with; a function is called for each form. */
  readonly initial?: T | string | null | (() => T | string | null)
  /** The control, or its name among `widget`: 'textarea'. */
  readonly widget?: Widget | WidgetName
  /** Run on a value that is not empty, after those of the input itself. */
  readonly validators?: readonly Validator<T>[]
  /** Messages by code, instead of the built-in ones: `{ required: 'Say who you are.' }`. */
  readonly messages?: Readonly<Record<string, Label>>
  /** Shown but not to be changed: what is submitted for it is ignored. */
  readonly disabled?: boolean
  /** Numbers, dates and times are shown and read as the language in force writes them, in a text box. Default: the project's setting, else false. */
  readonly localize?: boolean
  /** What the browser may fill in by itself: 'name', 'bday', 'one-time-code' (WCAG 1.3.5). */
  readonly autocomplete?: string
  /** Carries the value to begin with in a hidden control, for one that may be another when the form comes back: a function's. */
  readonly showHiddenInitial?: boolean
  /** Which template draws the whole field, with label, help and errors. Default 'field'. */
  readonly template?: string
  /**
   * The last word on a value that passed everything else: returns it (changed or not; undefined keeps it), or throws a
   * `ValidationError`. The place of Django's `clean_<field>`.
   */
  readonly clean?: (value: T, context: CleanContext) => T | undefined | void | Promise<T | undefined | void>
}

/** Used where a form has nobody around it. */
export const bareContext: CleanContext = Object.freeze({ timezone: 'UTC', initial: null, cleaned: Object.freeze({}) })

/**
 * One field of a form, as it was declared: what it accepts, how it reads it, how it is drawn. A form has its own set of
 * inputs, so that a constructor may change them. Semantics: Django's form fields
 * (https://docs.djangoproject.com/en/stable/ref/forms/fields/).
 */
export abstract class Input<T = unknown> {
  /** 'char', 'modelChoice': for templates and tests. */
  abstract readonly type: string
  required: boolean
  label: string | null
  help: string
  initial: unknown
  widget: Widget
  disabled: boolean
  readonly localize: boolean
  readonly autocomplete: string | undefined
  readonly showHiddenInitial: boolean
  readonly template: string
  readonly validators: Validator[]
  readonly messages: Readonly<Record<string, Label>>
  // Without T, so that an input of text is an input of anything.
  readonly #hook: ((value: never, context: CleanContext) => unknown) | undefined

  constructor(options: InputOptions<T>, widget: Widget, messages: Readonly<Record<string, string>> = {}) {
    this.required = options.required ?? true
    // A form and its inputs are made for one request, in its language.
    this.label = options.label === undefined ? null : String(options.label)
    this.help = String(options.help ?? '')
    this.initial = options.initial
    this.localize = options.localize ?? valueSettings().localize ?? false
    const drawn = options.widget === undefined ? widget : widgetNamed(options.widget)
    this.widget = this.localize ? drawn.localized() : drawn
    this.disabled = options.disabled ?? false
    this.autocomplete = options.autocomplete
    this.showHiddenInitial = options.showHiddenInitial ?? false
    this.template = options.template ?? 'field'
    this.validators = [...((options.validators ?? []) as readonly Validator[])]
    this.messages = { required: gettextNoop('This field is required.'), ...messages, ...options.messages }
    this.#hook = options.clean
  }

  /** Keeps for another try what a browser cannot be told again: an upload of a form that was refused. */
  keep?(value: unknown, name: string): Promise<void>

  /** There is a value already that no control shows, so that the browser is not to insist on one. */
  get isKept(): boolean {
    return false
  }

  /** From what came in to a value, or to this input's empty value. Throws a `ValidationError`. */
  abstract toValue(raw: unknown, context: CleanContext): T | null

  /** Is there nothing in it? */
  protected isEmpty(value: unknown): boolean {
    return isEmptyValue(value)
  }

  /** Checks a converted value as a whole, before the validators. */
  protected validate(value: unknown, _context: CleanContext): void | Promise<void> {
    if (this.required && this.isEmpty(value)) throw this.refusal('required')
  }

  /** The full way of a raw value: convert, require, validate, and the declared `clean`. */
  async clean(raw: unknown, context: CleanContext = bareContext): Promise<T> {
    const value = await this.toValue(raw, context)
    await this.validate(value, context)
    this.runValidators(value)
    const kept = (await this.#hook?.(value as never, context)) as T | undefined
    return kept === undefined ? (value as T) : kept
  }

  protected runValidators(value: unknown): void {
    if (this.isEmpty(value)) return
    const issues = this.issuesOf(value)
    if (issues.length > 0) throw new ValidationError(issues)
  }

  /** What the validators have against a value. */
  protected issuesOf(value: unknown): Issue[] {
    const issues: Issue[] = []
    for (const validator of this.validators) {
      try {
        ;(validator as Validator<unknown>)(value)
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error
        issues.push(...this.worded(error).issues)
      }
    }
    return issues
  }

  /** What a validator said, in this input's own words where it has some for the code. */
  protected worded(error: ValidationError): ValidationError {
    const worded = error.issues.map((found) => {
      const own = Object.hasOwn(this.messages, found.code) ? this.messages[found.code] : undefined
      return own === undefined ? found : { ...issue(String(own), found.code, found.params), field: found.field }
    })
    return new ValidationError(worded)
  }

  /** The error for one of this input's codes, in its words. */
  refusal(code: string, params: Readonly<Record<string, unknown>> = {}): ValidationError {
    return new ValidationError([issue(String(this.messages[code] ?? code), code, params)])
  }

  /** The value that a form began with, as it came back in a hidden control. Throws a `ValidationError`. */
  carried(raw: unknown, context: CleanContext): unknown {
    return this.toValue(raw, context)
  }

  /** A value as its widget shows it; a submitted one that did not clean comes as it was typed. */
  prepare(value: unknown, _context: CleanContext): unknown {
    return value
  }

  /** What stands in the widget after a submission: what was typed, unless the field is disabled. */
  shown(raw: unknown, initial: unknown): unknown {
    return this.disabled ? initial : raw
  }

  /** Does what was submitted differ from what the form began with? */
  hasChanged(initial: unknown, raw: unknown, context: CleanContext = bareContext): boolean {
    if (this.disabled) return false
    let value: unknown
    try {
      value = this.toValue(raw, context)
    } catch (error) {
      if (error instanceof ValidationError) return true
      throw error
    }
    return !sameValue(initial ?? '', value ?? '')
  }

  /** HTML's own constraints that say the same as this input: `maxlength`, `min`, `step`. `shown` is the value in the widget. */
  attributes(_widget: Widget, _shown?: unknown): Attributes {
    return {}
  }

  /** What draws it where it is not to be seen. */
  hiddenWidget(): Widget {
    return new HiddenInput()
  }

  /** The choices of an input that has some; null where they have to be fetched with `load` first. */
  get choices(): readonly WidgetChoice[] | null | undefined {
    return undefined
  }

  /** Fetches what has to be there before the field can be drawn. */
  load?(): Promise<void>

  /** Lets the same field of another form fetch the choices, where they are the same. */
  shareChoices?(peer: Input | undefined): void

  /** Looks up what was sent for this field and for the same field of other forms, in one query instead of one for each. */
  lookUpTogether?(sent: readonly (readonly [peer: Input, raw: unknown])[]): Promise<void>
}

/** Equal by value: numbers with decimals, instants by their time, lists item by item. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== typeof b && [a, b].every((each) => typeof each === 'number' || typeof each === 'bigint')) {
    // biome-ignore lint/suspicious/noDoubleEquals: 5 and 5n
    return a == b
  }
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => sameValue(item, b[i]))
  const decimal = [a, b].find((each) => typeof (each as { equals?: unknown } | null)?.equals === 'function')
  if (decimal !== undefined) {
    const other = decimal === a ? b : a
    const comparable = typeof other === 'object' || typeof other === 'number' || typeof other === 'bigint'
    return comparable && (decimal as { equals(other: unknown): boolean }).equals(other)
  }
  return false
}
