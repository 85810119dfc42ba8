// The last records that this person has opened on this device. They are forgotten when the person logs out.
import { one, store } from './dom.js'

const most = 12
/** Who works here, and in which admin; '' on pages for visitors. */
export const person = one('meta[name="n-user"]')?.content ?? ''
const key = `recent:${person}`

/** The newest first. @type {() => { text: string, url: string, note: string }[]} */
export function recent() {
  try {
    return JSON.parse(store.get(key) ?? '[]')
  } catch {
    return []
  }
}

export function remember(record) {
  if (person === '') return
  const others = recent().filter(({ url }) => url !== record.url)
  store.set(key, JSON.stringify([record, ...others].slice(0, most)))
}
