import type { Loader } from './loader.ts'

/** Templates that are given as text, by name. */
export function memoryLoader(templates: Readonly<Record<string, string>>): Loader {
  return {
    load(name, skip) {
      if (!Object.hasOwn(templates, name)) return null
      const path = `memory:${name}`
      const source = templates[name]!
      return skip.includes(path) ? null : { source, path, isFresh: () => templates[name] === source }
    },
    tried: (name) => [`memory:${name}`],
    names: () => Object.keys(templates),
  }
}
