import type { HtmlElement } from '../html/tree.ts'

/** Something that a form of a page sends, or could. */
export interface Control {
  readonly element: HtmlElement
  readonly name: string
  /** 'text', 'hidden', 'checkbox', 'radio', 'select', 'textarea', 'file', 'submit' …: the type of an input, or the element's name. */
  readonly kind: string
  readonly disabled: boolean
  /** What it sends as the page shows it. A checkbox and a radio button: their value, `checked` or not. */
  readonly value: string
  readonly checked: boolean
  readonly multiple: boolean
  /** Of a select. */
  readonly options: readonly SelectOption[]
}

export interface SelectOption {
  readonly value: string
  readonly label: string
  readonly selected: boolean
  readonly disabled: boolean
}

const buttons = new Set(['submit', 'image', 'button', 'reset'])

/** The control submits the form when it is pressed. */
export const isSubmit = ({ kind }: Control): boolean => kind === 'submit' || kind === 'image'

/** The control is pressed and sends nothing otherwise. */
export const isButton = ({ kind }: Control): boolean => buttons.has(kind)

/** The controls of a form in the order of the page: those inside it, and those that name it with `form="…"`. */
export function controlsOf(page: HtmlElement, form: HtmlElement): Control[] {
  const id = form.attribute('id')
  const controls: Control[] = []
  for (const element of page.descendants()) {
    const { name } = element
    if (name !== 'input' && name !== 'select' && name !== 'textarea' && name !== 'button') continue
    const owner = element.attribute('form')
    const mine = owner === null ? element.closest('form') === form : owner !== '' && owner === id
    if (mine && element.closest('datalist') === null && element.closest('template') === null)
      controls.push(controlOf(element))
  }
  return controls
}

function controlOf(element: HtmlElement): Control {
  const kind = kindOf(element)
  const options = kind === 'select' ? optionsOf(element) : []
  const toggled = kind === 'checkbox' || kind === 'radio'
  return {
    element,
    kind,
    options,
    name: element.attribute('name') ?? '',
    disabled: isDisabled(element),
    value: kind === 'textarea' ? element.text : (element.attribute('value') ?? (toggled ? 'on' : '')),
    checked: toggled && element.has('checked'),
    multiple: element.has('multiple'),
  }
}

function kindOf(element: HtmlElement): string {
  const type = (element.attribute('type') ?? '').toLowerCase()
  if (element.name === 'input') return type === '' ? 'text' : type
  if (element.name === 'button') return type === 'button' || type === 'reset' ? type : 'submit'
  return element.name
}

function optionsOf(select: HtmlElement): SelectOption[] {
  const options = [...select.descendants()].filter(({ name }) => name === 'option')
  return options.map((option) => {
    const label = option.text.replace(/\s+/g, ' ').trim()
    return {
      label,
      value: option.attribute('value') ?? label,
      selected: option.has('selected'),
      disabled: option.has('disabled') || option.closest('optgroup')?.has('disabled') === true,
    }
  })
}

/** Disabled by itself, or by a fieldset around it of whose first legend it is no part. */
function isDisabled(element: HtmlElement): boolean {
  if (element.has('disabled')) return true
  for (let fieldset = element.closest('fieldset'); fieldset !== null; fieldset = fieldset.closest('fieldset')) {
    if (!fieldset.has('disabled')) continue
    const legend = [...fieldset.children].find((child) => typeof child !== 'string' && child.name === 'legend')
    let inLegend = false
    for (let at = element.parent; at !== null && at !== fieldset; at = at.parent) inLegend ||= at === legend
    if (!inLegend) return true
  }
  return false
}
