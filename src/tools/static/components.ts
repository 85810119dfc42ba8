/**
 * The groups of names that lead to each other in circles, each name alone where it is in none; a group comes after all those that
 * it leads to. Tarjan's algorithm (https://doi.org/10.1137/0201010).
 */
export function components(graph: ReadonlyMap<string, Iterable<string>>): readonly (readonly string[])[] {
  const found: string[][] = []
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const path: string[] = []
  const onPath = new Set<string>()
  const enter = (name: string) => {
    order.set(name, order.size)
    lowest.set(name, order.get(name)!)
    path.push(name)
    onPath.add(name)
    return { name, targets: (graph.get(name) ?? [])[Symbol.iterator]() }
  }
  const lower = (name: string, to: number) => lowest.set(name, Math.min(lowest.get(name)!, to))
  for (const start of graph.keys()) {
    if (order.has(start)) continue
    const open = [enter(start)]
    while (open.length > 0) {
      const { name, targets } = open.at(-1)!
      const next = targets.next()
      if (!next.done) {
        const seen = order.get(next.value)
        if (seen === undefined) open.push(enter(next.value))
        else if (onPath.has(next.value)) lower(name, seen)
        continue
      }
      open.pop()
      const above = open.at(-1)
      if (above !== undefined) lower(above.name, lowest.get(name)!)
      if (lowest.get(name) !== order.get(name)) continue
      const group = path.splice(path.lastIndexOf(name))
      for (const member of group) onPath.delete(member)
      found.push(group)
    }
  }
  return found
}
