import { testingErrors } from '../errors.ts'
import type { HtmlElement } from './tree.ts'

const part = /^(?:#([\w-]+)|\.([\w-]+)|\[([\w-]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\]"']*)))?\])/

/** Whether an element is one that a selector without spaces names: `form`, `#contact`, `form.search[action="/find/"]`. */
export function matcher(selector: string): (element: HtmlElement) => boolean {
  const bad = () => testingErrors.BAD_SELECTOR({ selector })
  const tag = /^[a-z][\w-]*/i.exec(selector)?.[0] ?? ''
  let rest = selector.slice(tag.length)
  const tests: ((element: HtmlElement) => boolean)[] = []
  if (tag !== '') tests.push((element) => element.name === tag.toLowerCase())
  while (rest !== '') {
    const found = part.exec(rest)
    if (found === null) throw bad()
    const [whole, id, name, attribute, ...values] = found
    if (id !== undefined) tests.push((element) => element.attribute('id') === id)
    else if (name !== undefined) tests.push((element) => (element.attribute('class') ?? '').split(/\s+/).includes(name))
    else {
      const value = values.find((each) => each !== undefined)
      tests.push((element) => {
        const own = element.attribute(attribute!.toLowerCase())
        return value === undefined ? own !== null : own === value
      })
    }
    rest = rest.slice(whole.length)
  }
  if (tests.length === 0) throw bad()
  return (element) => tests.every((test) => test(element))
}
