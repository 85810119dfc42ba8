import { createHash } from 'node:crypto'
import { assetText } from './assets.ts'
import { adminErrors } from './errors.ts'

/** A colour of a site in the light theme and in the dark one: `'#1c6b52'`, or `'oklch(0.435 0.13 263)'`. */
export type Shade = readonly [light: string, dark: string]

/** The four colours by which a site is told from another. Everything else of the looks stays as it is. */
export interface Accent {
  /** Links, icons and marks: text on every surface. */
  readonly text: Shade
  /** Buttons and ticked boxes, with white on them. */
  readonly fill: Shade
  /** The same under the pointer. */
  readonly fillActive: Shade
  /** Behind what is chosen: a tint, with text on it. */
  readonly soft: Shade
}

const themes = ['light', 'dark'] as const
/** What the accent's text lies on. */
const surfaces = ['canvas', 'surface', 'raised', 'sunken', 'hover'] as const
/** Texts that lie on the tint. */
const inks = ['ink', 'ink-2', 'ink-3'] as const
const enough = 4.5

/**
 * The stylesheet of a site's own colours, with its version. Throws `NUAGES_ADMIN_BAD_COLOUR` for what is no colour, and
 * `NUAGES_ADMIN_LOW_CONTRAST` for a pair that somebody could not read. Contrast is that of WCAG 2.2, 1.4.3: 4.5 to 1.
 */
export function accentSheet(accent: Accent): { readonly version: string; readonly text: string } {
  for (const [index, theme] of themes.entries()) {
    const own = (name: keyof Accent) => ({ name: `accent.${name}`, at: brightness(accent[name][index]!, name, theme) })
    const token = (name: string) => ({ name: `--${name}`, at: tokens()[index]!.get(name)! })
    const text = own('text')
    const soft = own('soft')
    const white = { name: 'white', at: 1 }
    for (const name of surfaces) demand(text, token(name), theme)
    demand(text, soft, theme)
    for (const name of ['fill', 'fillActive'] as const) demand(white, own(name), theme)
    for (const name of inks) demand(token(name), soft, theme)
  }
  const pair = ([light, dark]: Shade) => `light-dark(${light}, ${dark})`
  const text = [
    ':root {',
    `  --accent: ${pair(accent.text)};`,
    `  --accent-fill: ${pair(accent.fill)};`,
    `  --accent-fill-2: ${pair(accent.fillActive)};`,
    `  --accent-soft: ${pair(accent.soft)};`,
    '  --accent-line: color-mix(in oklab, var(--accent) 40%, var(--surface));',
    '}',
    '',
  ].join('\n')
  return { version: createHash('sha256').update(text).digest('hex').slice(0, 12), text }
}

interface Named {
  readonly name: string
  /** Relative luminance, 0 to 1. */
  readonly at: number
}

function demand(one: Named, other: Named, theme: string): void {
  const [dark, light] = [one.at, other.at].sort((a, b) => a - b) as [number, number]
  const ratio = (light + 0.05) / (dark + 0.05)
  if (ratio < enough)
    throw adminErrors.LOW_CONTRAST({ one: one.name, other: other.name, theme, ratio: Math.floor(ratio * 100) / 100 })
}

let known: readonly ReadonlyMap<string, number>[] | undefined

/** How bright the tokens of the stylesheet are, by theme. */
function tokens(): readonly ReadonlyMap<string, number>[] {
  known ??= themes.map((theme, index) => {
    const found = new Map<string, number>()
    for (const [, name, light, dark] of assetText('admin.css').matchAll(
      /--([\w-]+):\s*light-dark\((oklch\([^)]*\)),\s*(oklch\([^)]*\))\)/g,
    ))
      found.set(name!, brightness([light!, dark!][index]!, name!, theme))
    return found
  })
  return known
}

const number = String.raw`\s*([\d.]+)\s*`
const oklch = new RegExp(`^oklch\\(${number}\\s${number}\\s${number}\\)$`)
const hex = /^#(?:[\da-f]{3}|[\da-f]{6})$/i

/** The relative luminance of a colour. Semantics: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance, https://www.w3.org/TR/css-color-4/#ok-lab. */
function brightness(colour: string, name: string, theme: string): number {
  const [, l, c, h] = oklch.exec(colour) ?? []
  let rgb: readonly number[]
  if (l !== undefined) rgb = fromOklch(Number(l), Number(c), Number(h))
  else if (hex.test(colour)) rgb = fromHex(colour)
  else throw adminErrors.BAD_COLOUR({ name, theme, colour })
  const [red, green, blue] = rgb as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Linear red, green and blue of '#rgb' or '#rrggbb'. */
function fromHex(colour: string): number[] {
  const digits = colour.length === 4 ? colour.replace(/[\da-f]/gi, '$&$&') : colour
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(digits.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
}

/** The same of oklch, each within what a screen can show. */
function fromOklch(lightness: number, chroma: number, hue: number): number[] {
  const angle = (hue * Math.PI) / 180
  const a = chroma * Math.cos(angle)
  const b = chroma * Math.sin(angle)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((value) => Math.min(1, Math.max(0, value)))
}
