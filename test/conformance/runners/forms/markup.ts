import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'

type Node = DefaultTreeAdapterTypes.ChildNode

const controls = new Set(['input', 'select', 'optgroup', 'option', 'textarea', 'label'])
const withText = new Set(['option', 'textarea', 'label'])

function textOf(node: Node): string {
  if (node.nodeName === '#text') return (node as DefaultTreeAdapterTypes.TextNode).value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

/** The controls and labels of a piece of HTML, in order, with their attributes and texts: what a browser and a person get. */
export function controlsOf(html: string): unknown[] {
  const found: unknown[] = []
  const walk = (node: Node): void => {
    if (!('childNodes' in node)) return
    if (controls.has(node.nodeName)) {
      const attributes = Object.fromEntries(
        node.attrs
          .map(({ name, value }): [string, string] => [
            name,
            name === 'class' ? value.split(/\s+/).sort().join(' ') : value,
          ])
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      )
      const text = withText.has(node.nodeName) ? textOf(node).replace(/\s+/g, ' ').trim() : ''
      found.push([node.nodeName, attributes, text])
    }
    node.childNodes.forEach(walk)
  }
  parseFragment(html).childNodes.forEach(walk)
  return found
}
