import type { ModelInfo } from '../../../../../data/query/index.ts'
import { gettext } from '../../../../../web/i18n/index.ts'
import { choosable } from '../../../form/relations/choosable.ts'
import { fill, listed } from '../../../format.ts'
import { farModel } from '../../../paths.ts'
import type { AdminRequest } from '../../../request.ts'
import { anyOf, type Condition, isEmpty, keysOf, nothing, ofItsOwn, where } from '../../conditions.ts'
import { kindOf } from '../../filters/declared.ts'
import { bound, readAmount } from '../../numbers.ts'
import { calendarPeriod, inPeriod, namedPeriod, type Period, shifted, todayIn } from '../../periods.ts'
import { searchFar } from '../far.ts'

import type { NamedField } from './names.ts'
import type { Operator, Term } from './terms.ts'

/** What one condition of the search box means, or why it means nothing. */
export type Read = { readonly condition: Condition } | { readonly problem: string }

/** The condition of a field, as one on the rows of the list. */
export async function readCondition(
  admin: AdminRequest,
  info: ModelInfo,
  field: NamedField,
  term: Extract<Term, { kind: 'condition' }>,
): Promise<Read> {
  const conditions: Condition[] = []
  for (const value of term.values.slice(0, mostValues)) {
    const read = await readValue(admin, field, term.operator === '!=' ? '=' : term.operator, value)
    if ('problem' in read) return read
    conditions.push(read.condition)
  }
  const whole = ofItsOwn(info, anyOf(conditions), field.path.toMany)
  return { condition: term.denied !== (term.operator === '!=') ? whole.not() : whole }
}

const mostValues = 50

async function readValue(admin: AdminRequest, field: NamedField, operator: Operator, value: string): Promise<Read> {
  const { path } = field
  if (isNone(value) && (operator === ':' || operator === '=')) return { condition: isEmpty(path) }
  if (isAny(value) && operator === ':') return { condition: isEmpty(path).not() }
  const kind = kindOf(path)
  if (kind === 'date') return readDate(admin, field, operator, value)
  if (kind === 'number') return readNumber(field, operator, value)
  if (operator !== ':' && operator !== '=')
    return wrong(gettext('%(name)s is not compared by size: write %(name)s:%(value)s.'), field, value)
  if (kind === 'values') return readChoice(field, value)
  if (kind === 'relation') return readRelation(admin, field, value)
  return { condition: where({ [`${path.path}__${operator === '=' ? 'iexact' : 'icontains'}`]: value }) }
}

const isNone = (value: string) => ['none', '-', gettext('None').toLowerCase()].includes(value.toLowerCase())
const isAny = (value: string) => ['any', '*'].includes(value)

function readNumber({ name, label, path }: NamedField, operator: Operator, value: string): Read {
  const [first, last, ...more] = value.split('..')
  const texts = last === undefined ? [value] : [first!, last]
  const amounts = texts.map((text) => readAmount(text))
  if (more.length > 0 || amounts.includes(null))
    return { problem: fill(gettext('%(name)s is a number, and “%(value)s” is not.'), { name: label, value }) }
  const ops = last === undefined ? [numberOps[operator]] : (['gte', 'lte'] as const)
  const bounds = ops.map((op, i) => bound(name, path.schema!, op, amounts[i]!))
  if (bounds.includes('never')) return { condition: nothing() }
  const lookups = Object.assign({}, ...bounds.filter((each) => each !== null)) as Record<string, unknown>
  // What holds for every number holds for no empty value.
  return { condition: where(Object.keys(lookups).length === 0 ? { [`${name}__isnull`]: false } : lookups) }
}

const numberOps = { ':': 'exact', '=': 'exact', '!=': 'exact', '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' } as const

function readDate({ zone }: AdminRequest, { name, label, path }: NamedField, operator: Operator, value: string): Read {
  const period = datePeriod(value, todayIn(zone))
  if (period === null)
    return {
      problem: fill(
        gettext('%(name)s is a date, such as 2026-03-15, 2026-03, 2026 or today, and “%(value)s” is not.'),
        {
          name: label,
          value,
        },
      ),
    }
  const asked: Readonly<Record<Operator, Period>> = {
    ':': period,
    '=': period,
    '!=': period,
    '>': { from: period.until, until: null },
    '>=': { from: period.from, until: null },
    '<': { from: null, until: period.from },
    '<=': { from: null, until: period.until },
  }
  return { condition: inPeriod(name, path.schema!, asked[operator], zone) }
}

/** A date, a month, a year, two of them with points between, or a word for one. */
function datePeriod(value: string, today: string): Period | null {
  const text = value.toLowerCase()
  if (text === 'today') return namedPeriod('today', today)
  if (text === 'yesterday') return { from: shifted(today, -1), until: today }
  const [first, last, ...more] = text.split('..')
  if (last === undefined) return calendarPeriod(text)
  const [from, until] = [calendarPeriod(first!), calendarPeriod(last)]
  return more.length > 0 || from === null || until === null ? null : { from: from.from, until: until.until }
}

function readChoice({ name, label, path }: NamedField, value: string): Read {
  const text = value.toLowerCase()
  const choices: readonly (readonly [unknown, readonly string[]])[] = path.schema?.choices
    ?.filter((each) => each.value !== null)
    .map((each) => [each.value, [String(each.value), each.label]]) ?? [
    [true, ['yes', 'true', '1', gettext('Yes')]],
    [false, ['no', 'false', '0', gettext('No')]],
  ]
  const whole = choices.filter(([, names]) => names.some((each) => each.toLowerCase() === text))
  const found =
    whole.length > 0 ? whole : choices.filter(([, names]) => names.some((each) => each.toLowerCase().startsWith(text)))
  if (found.length > 0 && text !== '') return { condition: where({ [`${name}__in`]: found.map(([choice]) => choice) }) }
  const known = listed(
    choices.slice(0, 8).map(([, names]) => names.at(-1)!),
    'or',
  )
  return {
    problem: fill(gettext('%(name)s is %(choices)s, and not “%(value)s”.'), { name: label, choices: known, value }),
  }
}

async function readRelation(admin: AdminRequest, field: NamedField, value: string): Promise<Read> {
  const { path, label } = field
  const far = farModel(path)
  const condition = await searchFar(admin, far, `"${value.replace(/["\\]/g, '\\$&')}"`)
  if (condition === null)
    return {
      problem: fill(gettext('%(name)s has no text that could be looked for.'), { name: label }),
    }
  // Of rows that one does not see, nothing is found out by what one's own rows answer.
  return { condition: where({ [`${path.path}__in`]: keysOf(choosable(admin, far).filter(condition)) }) }
}

function wrong(message: string, { name }: NamedField, value: string): Read {
  return { problem: fill(message, { name, value }) }
}
