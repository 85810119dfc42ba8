// What this device keeps for a person: the last records that they opened, and drafts of forms. All of it is named by the person and the admin, so that
// nobody is offered what somebody else typed; it is forgotten when they log out, and drafts when they are saved or a month old.
import { all, one, store } from './dom.js'

const mostRecent = 12
const month = 30 * 24 * 60 * 60 * 1000
const user = one('meta[name="n-user"]')

/** Who works here, and in which admin: '/admin/:1'; '' on pages for visitors. */
export const person = user?.content ?? ''
/** What they log in with. */
export const loginName = user?.dataset.login ?? ''
/** Where the admin lies: '/admin/'. */
export const root = person.slice(0, person.lastIndexOf(':'))

/** Plain data that was kept under a name, or null. */
export function kept(name) {
  try {
    return JSON.parse(store.get(name))
  } catch {
    return null
  }
}

const recentName = `recent:${person}`

/** The newest first. @type {() => { text: string, url: string, note: string }[]} */
export const recent = () => kept(recentName) ?? []

export function remember(record) {
  if (person === '') return
  const others = recent().filter(({ url }) => url !== record.url)
  store.set(recentName, JSON.stringify([record, ...others].slice(0, mostRecent)))
}

const drafts = 'draft:'

/** The name of the draft of a form of this person. */
export const draftName = (form) => `${drafts}${person}:${new URL(form.action).pathname}`

// A form that was sent takes its draft along once the next page shows that it was saved.
const sentName = 'nuages:sent'

/** Remembers, for the next page, which draft a form that is being sent has. */
export function sending(form) {
  try {
    sessionStorage.setItem(sentName, JSON.stringify({ draft: draftName(form), path: location.pathname }))
  } catch {
    // The draft stays, and is offered.
  }
}

function afterSending() {
  try {
    const { draft, path } = JSON.parse(sessionStorage.getItem(sentName))
    sessionStorage.removeItem(sentName)
    const refused = one('#n-errors, .n-conflict, .n-stop, .n-solo')
    const came = document.referrer !== '' && new URL(document.referrer).pathname === path
    if (!refused && (came || one('.n-toast:not([data-kind="bad"])'))) store.set(draft, null)
  } catch {
    // Nothing was sent.
  }
}

if (person !== '') {
  afterSending()
  const old = Date.now() - month
  for (const name of store.keys()) if (name.startsWith(drafts) && !(kept(name)?.time > old)) store.set(name, null)
  // The page that asks about a conflict saves what the draft has.
  for (const form of all('form.n-conflict')) form.addEventListener('submit', () => sending(form))
  for (const form of all('form[data-logout]')) {
    form.addEventListener('submit', () => {
      const own = [recentName, `${drafts}${person}:`]
      for (const name of store.keys()) if (own.some((start) => name.startsWith(start))) store.set(name, null)
    })
  }
}
