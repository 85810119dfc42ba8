import { gettextLazy } from '../../../web/i18n/index.ts'
import { Form, input, widget, withoutFields } from '../../forms/index.ts'
import { currentSettings } from '../settings.ts'

const spans: readonly (readonly [days: string, label: unknown])[] = [
  ['7', gettextLazy('In 7 days')],
  ['30', gettextLazy('In 30 days')],
  ['90', gettextLazy('In 90 days')],
  ['365', gettextLazy('In a year')],
]

/** How long a token may live, as far as the project lets it; '' for ever. */
function lifetimes(): readonly (readonly [string, string])[] {
  const { longestDays } = currentSettings()
  const all = spans.map(([days, label]) => [days, String(label)] as const)
  if (longestDays === null) return [...all, ['0', String(gettextLazy('Never'))]]
  const fitting = all.filter(([days]) => Number(days) <= longestDays)
  return fitting.length > 0 ? fitting : [[String(longestDays), String(gettextLazy('As soon as the site wants it'))]]
}

/** A new access token: its name, when it ends and what it may do. */
export class CreateTokenForm extends Form {
  name = input.char({
    label: gettextLazy('Name'),
    help: gettextLazy('What you know it by: the program or machine that uses it.'),
    maxLength: 100,
    autocomplete: 'off',
  })
  expires = input.choice({
    label: gettextLazy('It ends'),
    choices: lifetimes,
    initial: '90',
  })
  abilities = input.multipleChoice({
    label: gettextLazy('It may'),
    choices: () => Object.entries(currentSettings().abilities).map(([name, label]) => [name, String(label)] as const),
    widget: widget.checkboxes(),
  })
}

/** The same where the project names no abilities: such a token may do all that its user may do. */
export class CreateFullTokenForm extends withoutFields(CreateTokenForm, 'abilities') {}
