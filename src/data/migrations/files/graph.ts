import { migrationErrors } from '../errors.ts'
import { type MigrationKey, nameOf } from './migration.ts'

interface Node {
  readonly key: MigrationKey
  readonly parents: Node[]
  readonly children: Node[]
}

const inOrder = (a: Node, b: Node) => (nameOf(a.key) < nameOf(b.key) ? -1 : nameOf(a.key) > nameOf(b.key) ? 1 : 0)

/** Which migration needs which: plans forwards and backwards. Django's `MigrationGraph`. */
export class MigrationGraph {
  readonly #nodes = new Map<string, Node>()

  add(key: MigrationKey): void {
    this.#nodes.set(nameOf(key), { key, parents: [], children: [] })
  }

  /** Throws `NUAGES_MIGRATIONS_MISSING_DEPENDENCY` where either is not in the graph. */
  depend(child: MigrationKey, parent: MigrationKey): void {
    const [node, needed] = [this.#nodes.get(nameOf(child)), this.#nodes.get(nameOf(parent))]
    if (node === undefined || needed === undefined)
      throw migrationErrors.MISSING_DEPENDENCY({ migration: nameOf(child), dependency: nameOf(parent) })
    if (node.parents.includes(needed)) return
    node.parents.push(needed)
    needed.children.push(node)
  }

  has(key: MigrationKey): boolean {
    return this.#nodes.has(nameOf(key))
  }

  /** Throws `NUAGES_MIGRATIONS_CIRCULAR` with the circle's members. */
  check(): void {
    const done = new Set<Node>()
    const path: Node[] = []
    const visit = (node: Node): void => {
      if (done.has(node)) return
      if (path.includes(node)) {
        const circle = [...path.slice(path.indexOf(node)), node].map(({ key }) => nameOf(key))
        throw migrationErrors.CIRCULAR({ path: circle.join(' → ') })
      }
      path.push(node)
      for (const parent of node.parents) visit(parent)
      path.pop()
      done.add(node)
    }
    for (const node of this.#nodes.values()) visit(node)
  }

  /** Migrations of an app (of all apps) that need no other of their own app. */
  roots(app?: string): MigrationKey[] {
    return this.#ends('parents', app)
  }

  /** Migrations of an app (of all apps) that no other of their own app needs: the latest. */
  leaves(app?: string): MigrationKey[] {
    return this.#ends('children', app)
  }

  /** All that `target` needs, in the order in which to apply it, itself last. */
  forwards(target: MigrationKey): MigrationKey[] {
    return this.#walk(target, 'parents')
  }

  /** All that needs `target`, in the order in which to undo it, itself last. */
  backwards(target: MigrationKey): MigrationKey[] {
    return this.#walk(target, 'children')
  }

  /** Every migration, each after what it needs. */
  all(): MigrationKey[] {
    const order = new Map<string, MigrationKey>()
    for (const leaf of this.leaves()) for (const key of this.forwards(leaf)) order.set(nameOf(key), key)
    return [...order.values()]
  }

  parents(key: MigrationKey): MigrationKey[] {
    return (this.#nodes.get(nameOf(key))?.parents ?? []).map((node) => node.key)
  }

  children(key: MigrationKey): MigrationKey[] {
    return (this.#nodes.get(nameOf(key))?.children ?? []).map((node) => node.key)
  }

  /** The names of an app's migrations. */
  names(app: string): string[] {
    return [...this.#nodes.values()].flatMap(({ key }) => (key[0] === app ? [key[1]] : [])).sort()
  }

  #ends(side: 'parents' | 'children', app: string | undefined): MigrationKey[] {
    return [...this.#nodes.values()]
      .filter((node) => app === undefined || node.key[0] === app)
      .filter((node) => node[side].every((other) => other.key[0] !== node.key[0]))
      .sort(inOrder)
      .map((node) => node.key)
  }

  #walk(target: MigrationKey, side: 'parents' | 'children'): MigrationKey[] {
    const start = this.#nodes.get(nameOf(target))
    if (start === undefined) throw migrationErrors.UNKNOWN_MIGRATION({ app: target[0], name: target[1], near: '' })
    const order = new Set<Node>()
    const visit = (node: Node): void => {
      if (order.has(node)) return
      for (const next of [...node[side]].sort(inOrder)) visit(next)
      order.add(node)
    }
    visit(start)
    return [...order].map((node) => node.key)
  }
}
