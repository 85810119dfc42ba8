import { currentLocale, gettext, ngettext } from '../../web/i18n/index.ts'
import { loginNameLabel } from '../auth/index.ts'

/** A text for the scripts, or its forms by the categories of `Intl.PluralRules`. */
type BrowserText = string | Readonly<Record<string, string>>

/** What the admin's scripts say, in the language in force: read by `assets/admin/texts.js` from the page. */
export function browserTexts(): Readonly<Record<string, BrowserText>> {
  return {
    noChanges: gettext('No changes'),
    unsaved: forms((n) => ngettext('%(count)s unsaved change', '%(count)s unsaved changes', n)),
    chosen: forms((n) => ngettext('%(count)s chosen', '%(count)s chosen', n)),
    nothingMatches: gettext('Nothing matches “%(text)s”.'),
    choices: gettext('Choices'),
    validJson: gettext('Valid JSON'),
    validKeys: forms((n) => ngettext('Valid JSON, %(count)s key', 'Valid JSON, %(count)s keys', n)),
    validEntries: forms((n) => ngettext('Valid JSON, %(count)s entry', 'Valid JSON, %(count)s entries', n)),
    invalidJson: gettext('Not valid JSON'),
    invalidLine: gettext('Not valid JSON: check line %(line)s'),
    rowAdded: gettext('Row added'),
    rowGoes: gettext('Will be removed when you save'),
    rowKept: gettext('Kept'),
    keepRow: gettext('Keep this row'),
    rowMoved: gettext('Moved to position %(place)s of %(count)s'),
    showPassword: gettext('Show password'),
    hidePassword: gettext('Hide password'),
    dismiss: gettext('Dismiss'),
    close: gettext('Close'),
    ...listTexts(),
    ...fieldTexts(),
    ...keyTexts(),
    ...paletteTexts(),
    ...keptTexts(),
  }
}

/** What is said of work in a list. */
function listTexts() {
  return {
    selected: forms((n) => ngettext('%(count)s selected', '%(count)s selected', n)),
    selectedAll: gettext('All %(count)s that match are selected'),
    previousRow: gettext('Previous'),
    nextRow: gettext('Next'),
    keyNext: gettext('Next row'),
    keyPrevious: gettext('Previous row'),
    keySelect: gettext('Select the row'),
    keyActions: gettext('Go to what can be done to the selected rows'),
    keyLook: gettext('Quick look at the row'),
    keyCell: gettext('Edit the first cell of the row'),
    keyOpen: gettext('Open the row'),
  }
}

/** What the controls of a form say. */
function fieldTexts() {
  return {
    remove: gettext('Remove %(name)s'),
    notLoaded: gettext('The server did not answer. Try again.'),
    chooseDate: gettext('Choose a date'),
    today: gettext('Today'),
    inAWeek: gettext('In a week'),
    clear: gettext('Clear'),
    previousMonth: gettext('Previous month'),
    nextMonth: gettext('Next month'),
    nothingToShow: gettext('Nothing to show yet.'),
    willUpload: gettext('%(name)s, %(size)s: uploaded when you save'),
    copied: gettext('Copied'),
    ofMost: gettext('%(used)s of %(most)s'),
  }
}

/** What the sheet of keys says. */
function keyTexts() {
  return {
    keyPalette: gettext('Search and commands'),
    keySearch: gettext('Search this list'),
    keyFilters: gettext('Filters'),
    keyAdd: gettext('Add'),
    keyOverview: gettext('Go to the overview'),
    keyGo: gettext('Go to %(name)s'),
    keyKeys: gettext('Show these keys'),
    keySave: gettext('Save'),
  }
}

/** What the palette says. */
function paletteTexts() {
  return {
    palette_recent: gettext('Recent'),
    palette_records: gettext('Records'),
    palette_goTo: gettext('Go to'),
    palette_actions: gettext('Actions'),
    palette_more: gettext('More'),
    paletteNothing: gettext('Nothing matches. Press Enter to search every model.'),
    switchTheme: gettext('Switch between light and dark'),
    keys: gettext('Keyboard shortcuts'),
  }
}

/** What is said of drafts and of sessions that ended. */
function keptTexts() {
  return {
    draftThere: gettext('What you typed here %(when)s was not saved. It is kept on this device.'),
    draftNewer: gettext('The record was changed since: saving shows both where they meet.'),
    draftRestore: gettext('Restore what you typed'),
    draftDiscard: gettext('Discard'),
    draftRestored: gettext('Restored. Nothing is saved yet.'),
    logInToSave: gettext('Log in to save'),
    logIn: gettext('Log in'),
    loginName: loginNameLabel(),
    password: gettext('Password'),
    sessionEnded: gettext('Your session has ended. What you typed is still here, and is saved once you are logged in.'),
    anotherPerson: gettext('You are logged in as somebody else now. This form is of the person who opened it.'),
    nextStep: gettext('One more step: go on in a new tab, and come back here'),
    noAnswer: gettext('The site does not answer. Nothing was sent, and what you typed is still here.'),
  }
}

/** Numbers among which every category of every language has one. */
const samples = [...Array.from({ length: 112 }, (_, n) => n), 1_000_000]
const rules = new Map<string, ReadonlyMap<string, number>>()

/** A text with a number in each form that the language has. */
function forms(text: (count: number) => string): Readonly<Record<string, string>> {
  const { code } = currentLocale()
  let sample = rules.get(code)
  if (sample === undefined) {
    const plurals = new Intl.PluralRules(code)
    sample = new Map(samples.map((n) => [plurals.select(n), n] as const).reverse())
    rules.set(code, sample)
  }
  return Object.fromEntries([...sample].map(([category, n]) => [category, text(n)]))
}
