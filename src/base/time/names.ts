/** What a language calls its months and days, and the parts of a day. Every list begins with January or Sunday. */
export interface DateNames {
  readonly months: readonly string[]
  readonly monthsShort: readonly string[]
  /** For dates in running text (`N`): in English, short names with a full stop where they are longer than five letters. */
  readonly monthsPress: readonly string[]
  /** As they stand after a day (`E`): the genitive in languages that have one. */
  readonly monthsAlternative: readonly string[]
  /** Short months as `b` writes them, where that is not just in small letters. */
  readonly monthsSmall?: readonly string[]
  readonly weekdays: readonly string[]
  readonly weekdaysShort: readonly string[]
  /** Before and after noon, as `a` writes it. */
  readonly meridiem: readonly [before: string, after: string]
  /** Before and after noon, as `A` writes it. */
  readonly meridiemCapital: readonly [before: string, after: string]
  readonly midnight: string
  readonly noon: string
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

export const englishNames: DateNames = {
  months,
  monthsShort: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  monthsPress: ['Jan.', 'Feb.', 'March', 'April', 'May', 'June', 'July', 'Aug.', 'Sept.', 'Oct.', 'Nov.', 'Dec.'],
  monthsAlternative: months,
  weekdays: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  weekdaysShort: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  meridiem: ['a.m.', 'p.m.'],
  meridiemCapital: ['AM', 'PM'],
  midnight: 'midnight',
  noon: 'noon',
}
