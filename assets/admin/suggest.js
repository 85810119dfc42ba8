// The search box of a list offers what can be asked: names of fields, and the values of those that have few, as a list of the browser's own.
import { make } from './dom.js'

const most = 12

/** Offers what may follow the last word of the box while somebody types. */
export function suggest(box) {
  const fields = JSON.parse(box.dataset.suggest)
  const list = make('datalist', { id: 'n-suggest' })
  box.after(list)
  box.setAttribute('list', list.id)
  const show = () => {
    const at = box.value.search(/\S*$/)
    const [, sign, word] = /^(-?)(.*)$/s.exec(box.value.slice(at))
    const before = box.value.slice(0, at) + sign
    const found = word === '' ? [] : offers(fields, word.toLowerCase()).slice(0, most)
    list.replaceChildren(...found.map(([value, label]) => make('option', { value: before + value, label })))
  }
  box.addEventListener('input', show)
  show()
}

function offers(fields, word) {
  const asked = fields.find(([name]) => word.startsWith(name.toLowerCase()))
  if (asked) {
    const [name, label, values = []] = asked
    const begun = word.slice(name.length)
    return values.filter((each) => each.toLowerCase().startsWith(begun)).map((each) => [name + each, label])
  }
  return fields.filter((names) => names.slice(0, 2).some((each) => each.toLowerCase().startsWith(word)))
}
