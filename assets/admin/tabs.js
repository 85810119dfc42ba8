// Shows what stands on another tab, or in a closed section, to whoever is sent there.
import { one } from './dom.js'

export function reveal(element) {
  for (let at = element.closest('details'); at; at = at.parentElement.closest('details')) at.open = true
  const page = element.closest('[data-tab]')
  const tab = page && one(`.n-tabs [name="_tab"][value="${page.dataset.tab}"]`, page.parentElement)
  if (tab) tab.checked = true
}
