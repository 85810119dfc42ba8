import { didYouMean } from '../../../base/errors/index.ts'
import type { ClientRequest } from '../client.ts'
import { testingErrors } from '../errors.ts'
import { matcher } from '../html/select.ts'
import type { HtmlElement } from '../html/tree.ts'
import type { TestResponse } from '../test-response.ts'
import { type Control, controlsOf, isButton, isSubmit } from './controls.ts'
import { type FileLike, fileOf, isFileLike } from './uploads.ts'

/**
 * What a person does to a field: text of an input; the value or the label of a choice; true and false for a box; several for a select that takes
 * them, or for boxes of one name; files.
 */
export type FillValue = string | number | boolean | FileLike | readonly (string | number | FileLike)[]

/** How a form is sent. */
export interface SubmitOptions extends ClientRequest {
  /** The button that is pressed: its name, 'name=value', or what it says. By default the first one, as the Enter key does; null: none. */
  readonly button?: string | null
}

/** What a form sends, before it is put into a body. */
export interface Submission {
  readonly method: string
  readonly url: string
  readonly type: string
  readonly entries: readonly (readonly [name: string, value: string | File])[]
}

/** Sends what a form of a page says. */
export type Send = (submission: Submission, options: ClientRequest) => Promise<TestResponse>

/** A form of a page, which can be filled in and sent as a person does. */
export class PageForm {
  readonly element: HtmlElement
  readonly #url: string
  readonly #controls: readonly Control[]
  readonly #send: Send
  /** What was filled in, by control. */
  readonly #given = new Map<Control, readonly (string | File)[]>()

  constructor(page: HtmlElement, element: HtmlElement, url: string, send: Send) {
    this.element = element
    this.#url = url
    this.#send = send
    this.#controls = controlsOf(page, element)
  }

  /** The names of its fields, once each. */
  get fields(): readonly string[] {
    return [...new Set(this.#fields().map(({ name }) => name))]
  }

  /** What the fields hold now: null for a box or a choice that has nothing, a list where several values are sent under one name. */
  get values(): Readonly<Record<string, string | File | null | readonly (string | File)[]>> {
    const values: Record<string, string | File | null | readonly (string | File)[]> = {}
    for (const name of this.fields) {
      const held = this.#named(name).flatMap((control) => this.#sent(control))
      values[name] = held.length > 1 ? held : (held[0] ?? null)
    }
    return values
  }

  /** Fills in fields by name. Throws `NUAGES_TESTING_NO_FIELD` and `NUAGES_TESTING_BAD_FILL`. Gives itself. */
  fill(values: Readonly<Record<string, FillValue>>): this {
    for (const [name, value] of Object.entries(values)) {
      const controls = this.#named(name)
      if (controls.length === 0)
        throw testingErrors.NO_FIELD({ name, known: this.fields, hint: didYouMean(name, this.fields) })
      const able = controls.filter(({ disabled }) => !disabled)
      if (able.length === 0) throw testingErrors.BAD_FILL({ name, problem: 'it is disabled' })
      const { kind } = able[0]!
      if (kind === 'checkbox' || kind === 'radio') this.#tick(name, able, value)
      else this.#fill(name, able, value)
    }
    return this
  }

  /** Sends it as a browser would. With a `button` that it has not: `NUAGES_TESTING_NO_BUTTON`. */
  async submit({ button, ...options }: SubmitOptions = {}): Promise<TestResponse> {
    const pressed = this.#button(button)
    const of = (name: string) => pressed?.element.attribute(`form${name}`) ?? this.element.attribute(name)
    const method = (of('method') ?? 'get').toUpperCase() === 'POST' ? 'POST' : 'GET'
    const action = of('action') ?? ''
    const entries = this.#controls.flatMap((control): [string, string | File][] => {
      if (control.name === '' || control.disabled) return []
      if (isButton(control) && control !== pressed) return []
      if (control === pressed && control.kind === 'image')
        return [
          [`${control.name}.x`, '0'],
          [`${control.name}.y`, '0'],
        ]
      return this.#sent(control).map((value) => [
        control.name,
        typeof value === 'string' ? asSent(control, value) : value,
      ])
    })
    return await this.#send(
      {
        method,
        url: action === '' ? this.#url : new URL(action, this.#url).href,
        type: (of('enctype') ?? '').toLowerCase(),
        entries,
      },
      { ...options, headers: { referer: this.#url, ...options.headers } },
    )
  }

  #fields(): readonly Control[] {
    return this.#controls.filter((control) => control.name !== '' && !isButton(control))
  }

  #named(name: string): readonly Control[] {
    return this.#fields().filter((control) => control.name === name)
  }

  /** The values that a control sends as it stands. */
  #sent(control: Control): readonly (string | File)[] {
    const given = this.#given.get(control)
    if (given !== undefined) return given
    const { kind, options } = control
    if (kind === 'checkbox' || kind === 'radio') return control.checked ? [control.value] : []
    // What a browser sends of a file input that nobody has touched.
    if (kind === 'file') return [new File([], '', { type: 'application/octet-stream' })]
    if (kind !== 'select') return [control.value]
    const able = options.filter(({ disabled }) => !disabled)
    const selected = able.filter((option) => option.selected)
    if (control.multiple) return selected.map(({ value }) => value)
    const shown = selected.at(-1) ?? (options.some((option) => option.selected) ? undefined : able[0])
    return shown === undefined ? [] : [shown.value]
  }

  #fill(name: string, controls: readonly Control[], value: FillValue): void {
    const bad = (problem: string) => testingErrors.BAD_FILL({ name, problem })
    const { kind } = controls[0]!
    const list: readonly (string | number | boolean | FileLike)[] = Array.isArray(value) ? value : [value as string]
    if (list.some((each) => typeof each === 'boolean')) throw bad('true and false are for boxes')
    if (list.some(isFileLike) !== (kind === 'file') && list.length > 0)
      throw bad(kind === 'file' ? 'it takes files' : 'it takes no file')
    if (kind === 'file') {
      if (list.length > 1 && !controls[0]!.multiple) throw bad('it takes one file')
      this.#given.set(controls[0]!, (list as FileLike[]).map(fileOf))
    } else if (kind === 'select') this.#choose(name, controls[0]!, list.map(String))
    else {
      if (list.length !== controls.length)
        throw bad(controls.length === 1 ? 'it takes one value' : `there are ${controls.length} fields of that name`)
      for (const [i, control] of controls.entries()) this.#given.set(control, [String(list[i])])
    }
  }

  #choose(name: string, control: Control, wanted: readonly string[]): void {
    if (wanted.length > 1 && !control.multiple) throw testingErrors.BAD_FILL({ name, problem: 'it takes one value' })
    const able = control.options.filter(({ disabled }) => !disabled)
    const values = wanted.map((each) => {
      const found = able.find(({ value }) => value === each) ?? able.find(({ label }) => label === each)
      if (found === undefined)
        throw noChoice(
          name,
          each,
          able.map(({ value }) => value),
        )
      return found.value
    })
    this.#given.set(control, values)
  }

  #tick(name: string, controls: readonly Control[], value: FillValue): void {
    const radio = controls[0]!.kind === 'radio'
    if (typeof value === 'boolean') {
      if (radio || controls.length > 1)
        throw testingErrors.BAD_FILL({ name, problem: 'several buttons have that name: name the value of one' })
      this.#given.set(controls[0]!, value ? [controls[0]!.value] : [])
      return
    }
    const wanted = (Array.isArray(value) ? value : [value]).map(String)
    const known = controls.map((control) => control.value)
    for (const each of wanted) if (!known.includes(each)) throw noChoice(name, each, known)
    if (radio && wanted.length > 1) throw testingErrors.BAD_FILL({ name, problem: 'it takes one value' })
    for (const control of controls) this.#given.set(control, wanted.includes(control.value) ? [control.value] : [])
  }

  #button(wanted: string | null | undefined): Control | null {
    if (wanted === null) return null
    const able = this.#controls.filter((control) => isSubmit(control) && !control.disabled)
    if (wanted === undefined) return able[0] ?? null
    const says = ({ element, value }: Control) =>
      element.name === 'button' ? element.text.replace(/\s+/g, ' ').trim() : value
    const found = able.find(
      (each) => each.name === wanted || `${each.name}=${each.value}` === wanted || says(each) === wanted,
    )
    if (found === undefined)
      throw testingErrors.NO_BUTTON({ button: wanted, known: able.map((each) => says(each) || each.name) })
    return found
  }
}

const noChoice = (name: string, value: string, known: readonly string[]) =>
  testingErrors.BAD_FILL({
    name,
    problem: `'${value}' is none of its choices${didYouMean(value, known)} (${known.join(', ')})`,
  })

/** Browsers send line breaks of texts as CR LF. https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constructing-entry-list */
function asSent({ kind }: Control, value: string): string {
  return kind === 'hidden' || kind === 'textarea' ? value.replace(/\r\n?|\n/g, '\r\n') : value.replace(/[\r\n]/g, '')
}

/** The form of a page that a selector names; without one the only form there is. Throws `NUAGES_TESTING_NO_FORM`. */
export function formIn(page: HtmlElement, selector: string | undefined): HtmlElement {
  const forms = [...page.descendants()].filter(({ name }) => name === 'form')
  const found = selector === undefined ? forms : forms.filter(matcher(selector))
  const known = forms.map(namesOf)
  if (found.length === 0 || (selector === undefined && found.length > 1))
    throw testingErrors.NO_FORM({ selector: selector ?? null, known })
  return found[0]!
}

function namesOf(form: HtmlElement): string {
  const id = form.attribute('id')
  const action = form.attribute('action')
  return `form${id === null ? '' : `#${id}`}${action === null ? '' : `[action="${action}"]`}`
}
